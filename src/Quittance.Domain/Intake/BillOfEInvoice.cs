using Quittance.Domain.Invoices;

namespace Quittance.Domain.Intake;

/// <summary>The bill in an electronic invoice: what is owed, until when, and what it says. Pure translation of evidence into money.</summary>
/// <param name="Amount">BT-115, what is still to be paid; prepaid amounts are taken off already.</param>
public sealed record BillOfEInvoice(Money Amount, DateOnly? DueDate, InvoiceDetails Details)
{
    /// <summary>The fault of a document that asks for no money.</summary>
    public const string NothingToPay = "nothing_to_pay";

    /// <summary>Reads the bill, or says why there is none to pay.</summary>
    /// <param name="faults">Why not; empty when the bill is there.</param>
    /// <returns>Null when the document asks for no payment that we could make.</returns>
    public static BillOfEInvoice? Read(EInvoice document, out IReadOnlyList<DocumentFault> faults)
    {
        var found = new List<DocumentFault>();
        faults = found;
        if (document.IsCreditNote)
        {
            found.Add(new DocumentFault("credit_note", "The document is a credit note: it asks for no payment. Take it into account by hand.", null));
            return null;
        }

        if (!Currency.TryOf(document.CurrencyCode, out var currency))
        {
            found.Add(new DocumentFault("BR-05", "The document names no ISO 4217 currency.", null));
            return null;
        }

        if (document.Number is null)
        {
            found.Add(new DocumentFault("BR-02", "The document has no invoice number.", null));
            return null;
        }

        var due = Exact(AmountDue(document), currency, "BT-115", found);
        var tax = Exact(document.Totals.Vat, currency, "BT-110", found);
        var prepaid = Exact(document.Totals.Prepaid, currency, "BT-113", found);
        if (due is null)
        {
            found.Add(new DocumentFault("BR-15", "The document does not say what is to be paid.", null));
        }
        else if (!due.IsPositive)
        {
            found.Add(new DocumentFault(NothingToPay, $"The document asks for {due}: there is nothing to pay.", null));
        }

        return found.Count > 0
            ? null
            : new BillOfEInvoice(
                due!,
                document.DueDate,
                new InvoiceDetails(document.Number, document.IssueDate, Memo(document), tax?.Minor, prepaid?.Minor, [.. document.Lines.Select(line => Line(line, currency))]));
    }

    // The lowest profile of ZUGFeRD 1.0 has no amount due: what it states is the total, and all of that is due.
    private static decimal? AmountDue(EInvoice document) =>
        document.Totals.Due
        ?? (document.Syntax == EInvoiceSyntax.Zugferd1 ? document.Totals.WithVat - (document.Totals.Prepaid ?? 0) : null);

    private static Money? Exact(decimal? major, Currency currency, string term, List<DocumentFault> faults)
    {
        if (major is null)
        {
            return null;
        }

        if (Money.TryFromMajor(major.Value, currency, out var money) == MoneyFault.None)
        {
            return money;
        }

        faults.Add(new DocumentFault("amount_precision", $"{term} is {major}, which is no amount of {currency}.", null));
        return null;
    }

    // An account is shown by its last four digits wherever a payable is, so what the supplier wrote is copied without it.
    private static string? Memo(EInvoice document) => document.Notes.Count > 0 ? Iban.MaskWithin(string.Join('\n', document.Notes.Select(note => note.Text))) : null;

    // A line's amount is information: what is owed is the document's total, which was taken exactly above.
    private static InvoiceLine Line(EInvoiceLine line, Currency currency)
    {
        var scale = 1m;
        for (var digit = 0; digit < currency.MinorDigits; digit++)
        {
            scale *= 10;
        }

        var perOne = (line.Price ?? 0) / (line.PriceBaseQuantity is > 0 and var baseQuantity ? baseQuantity : 1);
        return new InvoiceLine(
            Iban.MaskWithin(line.Name ?? line.Description ?? ""),
            decimal.Round(line.Quantity ?? 1, InvoiceLine.DecimalsMax),
            decimal.Round(perOne, InvoiceLine.DecimalsMax),
            (long)decimal.Round((line.NetAmount ?? 0) * scale, MidpointRounding.AwayFromZero),
            TaxRate(line));
    }

    // What is outside the scope of VAT (O) has no rate to state; one that cannot be a rate is left out like any other information.
    private static int? TaxRate(EInvoiceLine line)
    {
        var percent = line.VatRate ?? (line.VatCategory == "O" ? 0 : null);
        return percent is >= 0 and <= InvoiceLine.TaxRateMax / 100m && decimal.IsInteger(percent.Value * 100) ? (int)(percent.Value * 100) : null;
    }
}
