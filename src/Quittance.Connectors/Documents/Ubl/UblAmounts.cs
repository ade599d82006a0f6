using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Ubl;

/// <summary>Totals, VAT, allowances and charges of a UBL document.</summary>
internal sealed class UblAmounts(DocumentFields fields)
{
    public EInvoiceTotals Totals(DocumentElement root)
    {
        var total = fields.One(root, "cac:LegalMonetaryTotal");
        var taxCurrency = fields.Text(root, "cbc:TaxCurrencyCode");
        return new EInvoiceTotals
        {
            Lines = fields.Amount(total, "cbc:LineExtensionAmount"),
            Allowances = fields.Amount(total, "cbc:AllowanceTotalAmount"),
            Charges = fields.Amount(total, "cbc:ChargeTotalAmount"),
            WithoutVat = fields.Amount(total, "cbc:TaxExclusiveAmount"),
            Vat = fields.Number(TaxTotal(root, fields.CurrencyCode), "cbc:TaxAmount"),
            VatInTaxCurrency = taxCurrency is null ? null : fields.Number(TaxTotal(root, taxCurrency), "cbc:TaxAmount"),
            WithVat = fields.Amount(total, "cbc:TaxInclusiveAmount"),
            Prepaid = fields.Amount(total, "cbc:PrepaidAmount"),
            Rounding = fields.Amount(total, "cbc:PayableRoundingAmount"),
            Due = fields.Amount(total, "cbc:PayableAmount"),
        };
    }

    /// <summary>The rows in the invoice's currency; those of a total that repeats it too, so that they are seen to be too many.</summary>
    public IReadOnlyList<EInvoiceVat> VatBreakdown(DocumentElement root) =>
    [
        .. fields.All(root, "cac:TaxTotal")
            .Where(total => fields.CurrencyCode is null || CurrencyOf(total) is not { } currency || currency == fields.CurrencyCode)
            .SelectMany(total => fields.All(total, "cac:TaxSubtotal"))
            .Select(Vat),
    ];

    /// <summary>Those directly below a document or a line.</summary>
    public IReadOnlyList<EInvoiceAllowanceCharge> AllowancesAndCharges(DocumentElement parent) =>
        [.. fields.All(parent, "cac:AllowanceCharge").Select(AllowanceCharge)];

    /// <summary>The VAT one of several categories, which may be of other taxes too.</summary>
    public DocumentElement? VatCategory(DocumentElement? parent, string path) =>
        fields.All(parent, path).FirstOrDefault(category => IsVat(fields, category));

    public static bool IsVat(DocumentFields fields, DocumentElement element) =>
        string.Equals(fields.Text(element, "cac:TaxScheme/cbc:ID"), "VAT", StringComparison.OrdinalIgnoreCase);

    private DocumentElement? TaxTotal(DocumentElement root, string? currency) =>
        fields.TaxTotal(fields.All(root, "cac:TaxTotal"), CurrencyOf, currency);

    private string? CurrencyOf(DocumentElement total) => fields.CurrencyOf(fields.One(total, "cbc:TaxAmount"));

    private EInvoiceVat Vat(DocumentElement subtotal)
    {
        var category = VatCategory(subtotal, "cac:TaxCategory");
        return new EInvoiceVat
        {
            TaxableAmount = fields.Amount(subtotal, "cbc:TaxableAmount"),
            TaxAmount = fields.Amount(subtotal, "cbc:TaxAmount"),
            Category = fields.Text(category, "cbc:ID"),
            Rate = fields.Percent(category, "cbc:Percent"),
            ExemptionReason = fields.Lines(category, "cbc:TaxExemptionReason"),
            ExemptionReasonCode = fields.Text(category, "cbc:TaxExemptionReasonCode"),
        };
    }

    private EInvoiceAllowanceCharge AllowanceCharge(DocumentElement element)
    {
        var category = VatCategory(element, "cac:TaxCategory");
        return new EInvoiceAllowanceCharge
        {
            IsCharge = fields.Indicator(element, "cbc:ChargeIndicator"),
            Amount = fields.Amount(element, "cbc:Amount"),
            BaseAmount = fields.Amount(element, "cbc:BaseAmount"),
            Percent = fields.Percent(element, "cbc:MultiplierFactorNumeric"),
            Reason = fields.Lines(element, "cbc:AllowanceChargeReason"),
            ReasonCode = fields.Text(element, "cbc:AllowanceChargeReasonCode"),
            VatCategory = fields.Text(category, "cbc:ID"),
            VatRate = fields.Percent(category, "cbc:Percent"),
        };
    }
}
