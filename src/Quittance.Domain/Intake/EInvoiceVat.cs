namespace Quittance.Domain.Intake;

/// <summary>A row of the VAT breakdown, BG-23.</summary>
public sealed record EInvoiceVat
{
    /// <summary>BT-116.</summary>
    public decimal? TaxableAmount { get; init; }

    /// <summary>BT-117.</summary>
    public decimal? TaxAmount { get; init; }

    /// <summary>
    /// BT-118, a code of UNTDID 5305: S standard, Z zero, E exempt, AE reverse charge, K intra-community, G export, O outside scope ...
    /// </summary>
    public string? Category { get; init; }

    /// <summary>BT-119, in percent.</summary>
    public decimal? Rate { get; init; }

    /// <summary>BT-120.</summary>
    public string? ExemptionReason { get; init; }

    /// <summary>BT-121.</summary>
    public string? ExemptionReasonCode { get; init; }
}
