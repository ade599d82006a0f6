namespace Quittance.Domain.Intake;

/// <summary>Where and when the goods or services were delivered, BG-13.</summary>
public sealed record EInvoiceDelivery
{
    /// <summary>BT-70, the party they were delivered to.</summary>
    public string? Name { get; init; }

    /// <summary>BT-71, often a GLN (scheme 0088).</summary>
    public EInvoiceIdentifier? Location { get; init; }

    /// <summary>BT-72.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>BG-15.</summary>
    public EInvoiceAddress? Address { get; init; }
}
