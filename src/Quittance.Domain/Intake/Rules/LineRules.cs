namespace Quittance.Domain.Intake.Rules;

/// <summary>What a line must say.</summary>
internal static class LineRules
{
    private const int IdShownMax = 40;

    public static IEnumerable<DocumentFault> Check(EInvoice invoice) => invoice.Lines.SelectMany(Check);

    private static IEnumerable<DocumentFault> Check(EInvoiceLine line)
    {
        var place = line.Id is { Length: <= IdShownMax } id ? $"Line {id}" : "A line";
        return Broken.Unless(line.Id is not null, "BR-21", "identifier (BT-126)", place)
            .Concat(Broken.Unless(line.Quantity is not null, "BR-22", "quantity (BT-129)", place))
            .Concat(Broken.Unless(line.UnitCode is not null, "BR-23", "unit (BT-130)", place))
            .Concat(Broken.Unless(line.NetAmount is not null, "BR-24", "net amount (BT-131)", place))
            .Concat(Broken.Unless(line.Name is not null, "BR-25", "item name (BT-153)", place))
            .Concat(Broken.Unless(line.Price is not null, "BR-26", "price (BT-146)", place))
            .Concat(Broken.Unless(line.VatCategory is not null, "BR-CO-04", "VAT category (BT-151)", place))
            .Concat(Prices(line, place))
            .Concat(Period(line, place))
            .Concat(Item(line, place));
    }

    private static IEnumerable<DocumentFault> Prices(EInvoiceLine line, string place)
    {
        if (line.Price < 0)
        {
            yield return Broken.Rule("BR-27", $"{place} has a price (BT-146) below zero: {Broken.Show(line.Price)}.");
        }

        if (line.GrossPrice < 0)
        {
            yield return Broken.Rule("BR-28", $"{place} has a gross price (BT-148) below zero: {Broken.Show(line.GrossPrice)}.");
        }
    }

    private static IEnumerable<DocumentFault> Period(EInvoiceLine line, string place)
    {
        if (line.Period is { Start: null, End: null })
        {
            yield return Broken.Rule("BR-CO-20", $"{place} has a period (BG-26) with neither a readable start (BT-134) nor a readable end (BT-135).");
        }

        if (line.Period is { } period && period.End < period.Start)
        {
            yield return Broken.Rule("BR-30", $"{place} has a period (BG-26) that ends before it starts.");
        }
    }

    private static IEnumerable<DocumentFault> Item(EInvoiceLine line, string place)
    {
        if (line.ItemProperties.Any(property => property.Name is null || property.Value is null))
        {
            yield return Broken.Rule("BR-54", $"{place} has a property of its item (BG-32) without a name (BT-160) or a value (BT-161).");
        }

        if (line.StandardItemId is { Scheme: null })
        {
            yield return Broken.Rule("BR-64", $"{place} has a standard item identifier (BT-157) that does not say which scheme it is of.");
        }

        if (line.ItemClasses.Any(item => item.List is null))
        {
            yield return Broken.Rule("BR-65", $"{place} has a class of its item (BT-158) that does not say which list it is of.");
        }
    }
}
