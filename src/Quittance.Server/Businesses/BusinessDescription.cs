using Quittance.Domain.Businesses;

namespace Quittance.Server.Businesses;

/// <summary>All that a caller says of a business and whoever it is.</summary>
/// <param name="Secrets">Those that are given; others stay.</param>
internal sealed record BusinessDescription(BusinessContent Content, BusinessProfile Profile, PersonSecrets Secrets)
{
    /// <summary>What the audit log keeps of it: no secrets, and no pictures.</summary>
    public static object Logged(Business business, BusinessProfile profile, PersonSecrets secrets) => new
    {
        business,
        profile = profile with { Logo = profile.Logo is { } logo ? $"{logo.Length} characters" : null },
        hasNewBirthDate = secrets.BirthDate is not null,
        hasNewGovernmentId = secrets.GovernmentId is not null,
    };
}
