namespace Quittance.Domain.Intake;

/// <summary>A postal address: BG-5 of the seller, BG-8 of the buyer, BG-12 of the tax representative, BG-15 of the delivery.</summary>
public sealed record EInvoiceAddress
{
    /// <summary>BT-35 / BT-50 / BT-64 / BT-75, BT-36 / BT-51 / BT-65 / BT-76, BT-162 / BT-163 / BT-164 / BT-165, as far as they are there.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>BT-37 / BT-52 / BT-66 / BT-77.</summary>
    public string? City { get; init; }

    /// <summary>BT-38 / BT-53 / BT-67 / BT-78.</summary>
    public string? PostCode { get; init; }

    /// <summary>BT-39 / BT-54 / BT-68 / BT-79.</summary>
    public string? Subdivision { get; init; }

    /// <summary>BT-40 / BT-55 / BT-69 / BT-80, ISO 3166-1 alpha-2.</summary>
    public string? CountryCode { get; init; }
}
