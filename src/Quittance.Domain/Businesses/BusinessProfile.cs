namespace Quittance.Domain.Businesses;

/// <summary>What the platform that embeds Quittance knows of a business beyond its name, numbers and address.</summary>
/// <param name="IsCustomer">Whether it is the platform's own customer, and not only somebody's vendor.</param>
/// <param name="IsNetworkPayor">Whether every business of the organization may choose it as a payer; otherwise those connected with it.</param>
/// <param name="IsNetworkPayee">Whether every business of the organization may choose it as a payee; otherwise those connected with it.</param>
/// <param name="EmailTo">The part before the @ of the address to which its bills are sent.</param>
/// <param name="Logo">A data URL of an image.</param>
/// <param name="Person">The name of a person; null for anything else.</param>
/// <param name="ArchivedAt">When it was put away: no list shows it any more, nothing new can be made on it, and its bills go on naming it.</param>
public sealed record BusinessProfile(
    BusinessKind Kind,
    bool IsCustomer,
    bool IsPayor,
    bool IsPayee,
    bool IsNetworkPayor,
    bool IsNetworkPayee,
    VerificationStatus Status,
    DateTimeOffset? TermsAcceptedAt,
    string? EmailTo,
    IReadOnlyList<string> EmailToAliases,
    string? Logo,
    Telephone? Phone,
    Trade Trade,
    PersonName? Person,
    DateTimeOffset? ArchivedAt)
{
    /// <summary>What holds for a business that nobody has described: those that other dialects make.</summary>
    public static BusinessProfile Default { get; } = new(
        BusinessKind.Business, IsCustomer: true, IsPayor: true, IsPayee: true, IsNetworkPayor: false, IsNetworkPayee: false,
        VerificationStatus.Unverified, null, null, [], null, null, Trade.Unknown, null, null);

    /// <summary>Takes the platform's word that its terms are accepted. The first time counts.</summary>
    public BusinessProfile AcceptTerms(DateTimeOffset now) => this with { TermsAcceptedAt = TermsAcceptedAt ?? now };

    /// <summary>Whoever runs this server vouches for its businesses, so nobody has to be asked.</summary>
    public BusinessProfile Verify() => this with { Status = VerificationStatus.Verified };

    /// <summary>Puts it away for good. Its address for bills is free for others.</summary>
    public BusinessProfile Archive(DateTimeOffset now) => this with
    {
        EmailTo = null,
        EmailToAliases = [],
        IsNetworkPayor = false,
        IsNetworkPayee = false,
        ArchivedAt = now,
    };

    /// <summary>Follows a new name of the business, where it is a person's.</summary>
    public BusinessProfile Rename(string name) =>
        Kind == BusinessKind.Individual && Person?.Text != name ? this with { Person = PersonName.Of(name) } : this;
}

/// <summary>Whether a business is a person.</summary>
public enum BusinessKind
{
    /// <summary>A company or any other body.</summary>
    Business,

    /// <summary>One person.</summary>
    Individual,
}

/// <summary>How far it is known who a business is.</summary>
public enum VerificationStatus
{
    /// <summary>Nobody has asked.</summary>
    Unverified,

    /// <summary>Being looked at.</summary>
    Pending,

    /// <summary>Something has to be given again.</summary>
    Resubmit,

    /// <summary>A person has to look.</summary>
    Review,

    /// <summary>It is who it says it is.</summary>
    Verified,

    /// <summary>It is not.</summary>
    Failed,
}

/// <summary>A telephone number; the country code without its plus sign.</summary>
public sealed record Telephone(string CountryCode, string Number);

/// <summary>What a business does and how much of it; all of it may be unknown.</summary>
/// <param name="Form">Its legal form, in the words of the Payments dialect: <c>llc</c>.</param>
/// <param name="Mcc">Merchant category code, ISO 18245.</param>
/// <param name="MonthlyVolume">In major units, as the business estimates it; so are the sizes.</param>
/// <param name="OwnersProvided">Whether its owners are known.</param>
public sealed record Trade(
    string? Form,
    string? DoingBusinessAs,
    string? Website,
    string? Description,
    DateOnly? FormedOn,
    string? Mcc,
    decimal? MonthlyVolume,
    decimal? AverageSize,
    decimal? MaximumSize,
    bool OwnersProvided)
{
    public static Trade Unknown { get; } = new(null, null, null, null, null, null, null, null, null, OwnersProvided: false);
}

/// <summary>A person's name in its parts.</summary>
public sealed record PersonName(string First, string? Middle, string Last, string? Suffix)
{
    /// <summary>The whole name, as the business is called.</summary>
    public string Text => string.Join(' ', new[] { First, Middle, Last, Suffix }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>Takes a whole name apart, as well as that can be done: the last word is the last name.</summary>
    public static PersonName Of(string text) => text.Trim().LastIndexOf(' ') is var at and > 0
        ? new PersonName(text.Trim()[..at].TrimEnd(), null, text.Trim()[(at + 1)..], null)
        : new PersonName(text.Trim(), null, "", null);
}
