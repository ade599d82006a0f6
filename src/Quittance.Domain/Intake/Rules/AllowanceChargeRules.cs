namespace Quittance.Domain.Intake.Rules;

/// <summary>What an allowance or a charge must say, on the document and on lines.</summary>
internal static class AllowanceChargeRules
{
    private static readonly Names DocumentAllowance = new("An allowance (BG-20)", "BR-31", "BT-92", "BR-32", "BT-95", "BR-33", "BR-CO-21", "BT-97, BT-98");
    private static readonly Names DocumentCharge = new("A charge (BG-21)", "BR-36", "BT-99", "BR-37", "BT-102", "BR-38", "BR-CO-22", "BT-104, BT-105");
    private static readonly Names LineAllowance = new("An allowance of a line (BG-27)", "BR-41", "BT-136", null, "", "BR-42", "BR-CO-23", "BT-139, BT-140");
    private static readonly Names LineCharge = new("A charge of a line (BG-28)", "BR-43", "BT-141", null, "", "BR-44", "BR-CO-24", "BT-144, BT-145");

    public static IEnumerable<DocumentFault> Check(EInvoice invoice) =>
        invoice.AllowancesAndCharges.SelectMany(part => Check(part, DocumentAllowance, DocumentCharge))
            .Concat(invoice.Lines.SelectMany(line => line.AllowancesAndCharges).SelectMany(part => Check(part, LineAllowance, LineCharge)));

    // One that does not say which of the two it is has been reported as unreadable.
    private static IEnumerable<DocumentFault> Check(EInvoiceAllowanceCharge part, Names allowance, Names charge) => part.IsCharge switch
    {
        true => Check(part, charge),
        false => Check(part, allowance),
        null => [],
    };

    // The standard asks for a reason twice, under two rules.
    private static IEnumerable<DocumentFault> Check(EInvoiceAllowanceCharge part, Names names)
    {
        var hasReason = part.Reason is not null || part.ReasonCode is not null;
        return Broken.Unless(part.Amount is not null, names.AmountRule, $"amount ({names.Amount})", names.What)
            .Concat(names.VatRule is { } rule ? Broken.Unless(part.VatCategory is not null, rule, $"VAT category ({names.Vat})", names.What) : [])
            .Concat(Broken.Unless(hasReason, names.ReasonRule, $"reason ({names.Reason})", names.What))
            .Concat(Broken.Unless(hasReason, names.ReasonOrCodeRule, $"reason or code of a reason ({names.Reason})", names.What));
    }

    private sealed record Names(
        string What, string AmountRule, string Amount, string? VatRule, string Vat, string ReasonRule, string ReasonOrCodeRule, string Reason);
}
