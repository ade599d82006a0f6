using Quittance.Domain.Intake.Rules;

namespace Quittance.Domain.Intake;

/// <summary>
/// The rules of EN 16931-1 (section 6.4): what must be there, what must add up, what each VAT category asks for, and which codes
/// are codes. They report and never reject, because the buyer may still owe the money.
/// </summary>
/// <remarks>
/// Rounding and tolerances are those of the official schematrons of CEN/TC 434, also where UBL and CII differ, so that a validator
/// and we say the same; only where they ask for less than the standard does, the standard is followed. Within
/// <see cref="EInvoice.AmountMax"/> and <see cref="EInvoice.PercentMax"/>, which readers keep to, the sums cannot overflow.
/// ZUGFeRD 1.0 is older than the standard: only what both ask for is checked.
/// </remarks>
public static class EInvoiceRules
{
    /// <summary>True when the fault says that amounts do not add up, so that the document may ask for more than it explains.</summary>
    public static bool IsAboutSums(DocumentFault fault) => TotalRules.Ids.Contains(fault.Rule) || VatCategory.SumRules.Contains(fault.Rule);

    /// <summary>Every broken rule; lazily, so that a caller can stop counting.</summary>
    public static IEnumerable<DocumentFault> Check(EInvoice invoice) =>
        invoice.Syntax == EInvoiceSyntax.Zugferd1
            ? DocumentRules.CheckZugferd1(invoice).Concat(TotalRules.CheckZugferd1(invoice))
            : DocumentRules.Check(invoice)
                .Concat(PartyRules.Check(invoice))
                .Concat(PaymentRules.Check(invoice))
                .Concat(AllowanceChargeRules.Check(invoice))
                .Concat(LineRules.Check(invoice))
                .Concat(TotalRules.Check(invoice))
                .Concat(VatBreakdownRules.Check(invoice))
                .Concat(VatCategoryRules.Check(invoice))
                .Concat(CodeRules.Check(invoice))
                .Concat(DecimalRules.Check(invoice));
}
