using Quittance.Server.Storage;

namespace Quittance.Server.Organizations;

/// <summary>An organization as its businesses' people get to know it.</summary>
/// <param name="Roles">What people of businesses may do by their roles, by name. None restricts nobody.</param>
internal sealed record Organization(OrganizationId Id, string Name, OrganizationProfile Profile, IReadOnlyList<BusinessRole> Roles);

/// <summary>What an organization shows of itself and asks of its businesses' people.</summary>
/// <param name="Logo">As a data URL; so is <paramref name="Favicon"/>.</param>
/// <param name="ColorScheme">JSON in the shape in which the Payments dialect shows it, like the two below; null: not set.</param>
/// <param name="MetadataSchema">Which metadata bills have, in order.</param>
/// <param name="PaymentRails">By what people may pay and be paid; null: whatever this server has.</param>
/// <param name="DialectSettings">What else the Payments dialect keeps, as JSON; null: nothing.</param>
internal sealed record OrganizationProfile(
    string? Logo,
    string? Favicon,
    string? WebsiteUrl,
    string? SupportEmail,
    string? ColorScheme,
    string MetadataSchema,
    string? PaymentRails,
    bool NotificationsDisabled,
    string? DialectSettings)
{
    public static readonly OrganizationProfile Default = new(null, null, null, null, null, "[]", null, false, null);
}

/// <summary>A role that people of businesses hold, and what it lets them do.</summary>
/// <param name="Stated">In the words of the Payments dialect.</param>
/// <param name="Permissions">What that comes to here.</param>
internal sealed record BusinessRole(string Name, IReadOnlyList<string> Stated, IReadOnlyList<string> Permissions);
