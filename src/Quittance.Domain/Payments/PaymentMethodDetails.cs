namespace Quittance.Domain.Payments;

/// <summary>What methods of some kinds show and those of others do not have. Nothing of it is an account number.</summary>
/// <remarks>Which members count depends on the kind. They are stored by these names, which are the Payments dialect's, too.</remarks>
public sealed record PaymentMethodDetails
{
    /// <summary>Of a kind that has no details.</summary>
    public static PaymentMethodDetails None { get; } = new();

    /// <summary>Of a card.</summary>
    public CardType? CardType { get; init; }

    /// <summary>Of a card.</summary>
    public CardBrand? CardBrand { get; init; }

    /// <summary>Of a card: 1 to 12, as its bearer writes it.</summary>
    public string? ExpMonth { get; init; }

    /// <summary>Of a card: as its bearer writes it, with two or four digits.</summary>
    public string? ExpYear { get; init; }

    /// <summary>Of a check: whom it is made out to.</summary>
    public string? PayToTheOrderOf { get; init; }

    /// <summary>Of a check: where it is mailed to.</summary>
    public string? AddressLine1 { get; init; }

    /// <summary>Of a check.</summary>
    public string? AddressLine2 { get; init; }

    /// <summary>Of a check.</summary>
    public string? City { get; init; }

    /// <summary>Of a check.</summary>
    public string? StateOrProvince { get; init; }

    /// <summary>Of a check.</summary>
    public string? PostalCode { get; init; }

    /// <summary>Of a check: ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>Of a utility: what the platform calls the utility company.</summary>
    public string? UtilityId { get; init; }

    /// <summary>Of a bank account: how checks on it are written; null where the payer has not said.</summary>
    public CheckOptions? CheckOptions { get; init; }

    /// <summary>Of a custom method: what the platform says is on it, in major units.</summary>
    public decimal? AvailableBalance { get; init; }
}

/// <summary>How checks on a bank account are written. Another account number and an image of a signature are sealed, not here.</summary>
/// <param name="Enabled">Whether people may print checks on this account.</param>
/// <param name="InitialCheckNumber">The number of the first check; null for <see cref="FirstNumber"/>.</param>
/// <param name="RoutingNumberOverride">Printed in place of the account's own.</param>
/// <param name="AccountHolderNameOverride">Printed in place of the payer's name.</param>
/// <param name="AccountHolderAddressOverride">Printed in place of the payer's address.</param>
/// <param name="SignatoryName">Whose signature is printed.</param>
/// <param name="UseSignatureImage">Whether whoever prints with an image of the signature is to use it; null lets them. Papers made here have none.</param>
public sealed record CheckOptions(
    bool? Enabled,
    int? InitialCheckNumber,
    string? RoutingNumberOverride,
    string? AccountHolderNameOverride,
    CheckAddress? AccountHolderAddressOverride,
    string SignatoryName,
    bool? UseSignatureImage)
{
    /// <summary>The number of an account's first check where nobody has said another.</summary>
    public const int FirstNumber = 5000;
}

/// <summary>A postal address as it is printed on a check.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
public sealed record CheckAddress(string AddressLine1, string? AddressLine2, string City, string StateOrProvince, string PostalCode, string Country);

/// <summary>What kind of card it is.</summary>
public enum CardType
{
    /// <summary>Credit.</summary>
    Credit,

    /// <summary>Debit.</summary>
    Debit,

    /// <summary>Prepaid.</summary>
    Prepaid,

    /// <summary>Not known.</summary>
    Unknown,
}

/// <summary>The network of a card.</summary>
public enum CardBrand
{
    /// <summary>American Express.</summary>
    AmericanExpress,

    /// <summary>Discover.</summary>
    Discover,

    /// <summary>Mastercard.</summary>
    Mastercard,

    /// <summary>Visa.</summary>
    Visa,
}
