namespace Quittance.Domain.Intake;

/// <summary>A reduction or an addition, on the document (BG-20, BG-21) or on a line (BG-27, BG-28).</summary>
public sealed record EInvoiceAllowanceCharge
{
    /// <summary>True for a charge, which adds; false for an allowance, which reduces; null when the document does not say.</summary>
    public required bool? IsCharge { get; init; }

    /// <summary>BT-92 / BT-99; on lines BT-136 / BT-141. Without VAT; its sign is not turned for allowances.</summary>
    public decimal? Amount { get; init; }

    /// <summary>BT-93 / BT-100; on lines BT-137 / BT-142.</summary>
    public decimal? BaseAmount { get; init; }

    /// <summary>BT-94 / BT-101; on lines BT-138 / BT-143. 10 means ten percent.</summary>
    public decimal? Percent { get; init; }

    /// <summary>BT-97 / BT-104; on lines BT-139 / BT-144.</summary>
    public string? Reason { get; init; }

    /// <summary>BT-98 / BT-105; on lines BT-140 / BT-145. UNTDID 5189 for allowances, 7161 for charges.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>BT-95 / BT-102; null on lines.</summary>
    public string? VatCategory { get; init; }

    /// <summary>BT-96 / BT-103, in percent; null on lines.</summary>
    public decimal? VatRate { get; init; }
}
