namespace Quittance.Domain.Intake;

/// <summary>A postal address: BG-5 of the seller, BG-8 of the buyer.</summary>
public sealed record EInvoiceAddress
{
    /// <summary>BT-35 / BT-50, BT-36 / BT-51, BT-162 / BT-163, as far as they are there.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>BT-37 / BT-52.</summary>
    public string? City { get; init; }

    /// <summary>BT-38 / BT-53.</summary>
    public string? PostCode { get; init; }

    /// <summary>BT-39 / BT-54.</summary>
    public string? Subdivision { get; init; }

    /// <summary>BT-40 / BT-55, ISO 3166-1 alpha-2.</summary>
    public string? CountryCode { get; init; }
}
