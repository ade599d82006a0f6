namespace Quittance.Domain.Intake;

/// <summary>The document's totals as the seller states them, BG-22; nothing here is computed.</summary>
public sealed record EInvoiceTotals
{
    /// <summary>BT-106.</summary>
    public decimal? Lines { get; init; }

    /// <summary>BT-107.</summary>
    public decimal? Allowances { get; init; }

    /// <summary>BT-108.</summary>
    public decimal? Charges { get; init; }

    /// <summary>BT-109.</summary>
    public decimal? WithoutVat { get; init; }

    /// <summary>BT-110, in the invoice's currency.</summary>
    public decimal? Vat { get; init; }

    /// <summary>BT-111, in <see cref="EInvoice.TaxCurrencyCode"/>.</summary>
    public decimal? VatInTaxCurrency { get; init; }

    /// <summary>BT-112.</summary>
    public decimal? WithVat { get; init; }

    /// <summary>BT-113.</summary>
    public decimal? Prepaid { get; init; }

    /// <summary>BT-114, added to make the amount due a round one.</summary>
    public decimal? Rounding { get; init; }

    /// <summary>BT-115, what is to be paid.</summary>
    public decimal? Due { get; init; }
}
