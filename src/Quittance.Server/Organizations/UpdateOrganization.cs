using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Organizations;

/// <summary>Changes what an organization shows of itself, and what the people of its businesses may do by their roles.</summary>
internal sealed class UpdateOrganization(Idempotency idempotency)
{
    /// <param name="change">What the caller changes, given what there is.</param>
    public Task<Organization> RunAsync(Caller caller, object request, Func<Organization, Organization> change, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("change the organization");
        return idempotency.OnceAsync(caller, new { operation = nameof(UpdateOrganization), request }, async session =>
        {
            var before = await session.Organizations.LockAsync(cancel);

            var after = change(before);

            await session.Organizations.UpdateAsync(after, cancel);
            session.Audit.Add(caller.Actor, "organization.updated", $"{session.Organization}", AuditedOrganization.Of(before), AuditedOrganization.Of(after));
            return after;
        }, cancel);
    }
}

/// <summary>What the audit log keeps of an organization: everything but the pictures themselves.</summary>
internal sealed record AuditedOrganization(
    string Name, int? LogoLength, int? FaviconLength, string? WebsiteUrl, string? SupportEmail, string? ColorScheme, string MetadataSchema, string? PaymentRails,
    bool NotificationsDisabled, string? DialectSettings, IReadOnlyDictionary<string, IReadOnlyList<string>> Roles)
{
    public static AuditedOrganization Of(Organization organization) => new(
        organization.Name,
        organization.Profile.Logo?.Length,
        organization.Profile.Favicon?.Length,
        organization.Profile.WebsiteUrl,
        organization.Profile.SupportEmail,
        organization.Profile.ColorScheme,
        organization.Profile.MetadataSchema,
        organization.Profile.PaymentRails,
        organization.Profile.NotificationsDisabled,
        organization.Profile.DialectSettings,
        organization.Roles.ToDictionary(role => role.Name, role => role.Stated));
}
