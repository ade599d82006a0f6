using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents.Cii;

/// <summary>Totals, VAT, allowances and charges of a CrossIndustryInvoice.</summary>
internal sealed class CiiAmounts(DocumentFields fields, CiiNames names)
{
    public EInvoiceTotals Totals(DocumentElement? settlement)
    {
        var total = fields.One(settlement, names.Totals);
        var taxCurrency = fields.Text(settlement, "ram:TaxCurrencyCode");
        return new EInvoiceTotals
        {
            Lines = fields.Amount(total, "ram:LineTotalAmount"),
            Allowances = fields.Amount(total, "ram:AllowanceTotalAmount"),
            Charges = fields.Amount(total, "ram:ChargeTotalAmount"),
            WithoutVat = fields.Amount(total, "ram:TaxBasisTotalAmount"),
            Vat = fields.Number(TaxTotal(total, fields.CurrencyCode)),
            VatInTaxCurrency = taxCurrency is null ? null : fields.Number(TaxTotal(total, taxCurrency)),
            WithVat = fields.Amount(total, "ram:GrandTotalAmount"),
            Prepaid = fields.Amount(total, "ram:TotalPrepaidAmount"),
            Rounding = fields.Amount(total, "ram:RoundingAmount"),
            Due = fields.Amount(total, "ram:DuePayableAmount"),
        };
    }

    public IReadOnlyList<EInvoiceVat> VatBreakdown(DocumentElement? settlement) =>
        [.. fields.All(settlement, "ram:ApplicableTradeTax").Select(Vat)];

    /// <summary>BT-7, which CII repeats in each row of the breakdown.</summary>
    public DateOnly? TaxPointDate(DocumentElement? settlement) =>
        fields.All(settlement, "ram:ApplicableTradeTax")
            .Select(tax => fields.CompactDate(tax, "ram:TaxPointDate/udt:DateString"))
            .FirstOrDefault(date => date is not null);

    /// <summary>BT-8, likewise.</summary>
    public string? TaxPointCode(DocumentElement? settlement) =>
        fields.All(settlement, "ram:ApplicableTradeTax")
            .Select(tax => fields.Text(tax, "ram:DueDateTypeCode"))
            .FirstOrDefault(code => code is not null);

    /// <summary>Those directly below a header's or a line's settlement.</summary>
    public IReadOnlyList<EInvoiceAllowanceCharge> AllowancesAndCharges(DocumentElement? settlement) =>
        [
            .. fields.All(settlement, "ram:SpecifiedTradeAllowanceCharge").Select(AllowanceCharge),
            .. fields.All(settlement, "ram:SpecifiedLogisticsServiceCharge").Select(ServiceCharge),
        ];

    /// <summary>The VAT one of several taxes.</summary>
    public DocumentElement? VatOf(DocumentElement? parent, string path) => fields.All(parent, path).FirstOrDefault(IsVat);

    private DocumentElement? TaxTotal(DocumentElement? total, string? currency) =>
        fields.TaxTotal(fields.All(total, "ram:TaxTotalAmount"), fields.CurrencyOf, currency);

    private bool IsVat(DocumentElement tax) => string.Equals(fields.Text(tax, "ram:TypeCode"), "VAT", StringComparison.OrdinalIgnoreCase);

    private EInvoiceVat Vat(DocumentElement tax) => new()
    {
        TaxableAmount = fields.Amount(tax, "ram:BasisAmount"),
        TaxAmount = fields.Amount(tax, "ram:CalculatedAmount"),
        Category = IsVat(tax) ? fields.Text(tax, "ram:CategoryCode") : null,
        Rate = IsVat(tax) ? fields.Percent(tax, names.Percent) : null,
        ExemptionReason = fields.Text(tax, "ram:ExemptionReason"),
        ExemptionReasonCode = fields.Text(tax, "ram:ExemptionReasonCode"),
    };

    private EInvoiceAllowanceCharge AllowanceCharge(DocumentElement element)
    {
        var tax = VatOf(element, "ram:CategoryTradeTax");
        return new EInvoiceAllowanceCharge
        {
            IsCharge = fields.Indicator(element, "ram:ChargeIndicator/udt:Indicator"),
            Amount = fields.Amount(element, "ram:ActualAmount"),
            BaseAmount = fields.Amount(element, "ram:BasisAmount"),
            Percent = fields.Percent(element, "ram:CalculationPercent"),
            Reason = fields.Text(element, "ram:Reason"),
            ReasonCode = fields.Text(element, "ram:ReasonCode"),
            VatCategory = fields.Text(tax, "ram:CategoryCode"),
            VatRate = fields.Percent(tax, names.Percent),
        };
    }

    // Freight in the extended profiles: a charge by another name.
    private EInvoiceAllowanceCharge ServiceCharge(DocumentElement element)
    {
        var tax = VatOf(element, "ram:AppliedTradeTax");
        return new EInvoiceAllowanceCharge
        {
            IsCharge = true,
            Amount = fields.Amount(element, "ram:AppliedAmount"),
            Reason = fields.Lines(element, "ram:Description"),
            VatCategory = fields.Text(tax, "ram:CategoryCode"),
            VatRate = fields.Percent(tax, names.Percent),
        };
    }
}
