using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Server.Organizations;
using Quittance.Server.Security;

#pragma warning disable CA1054, CA1056 // Addresses are texts on the wire, as they were sent; System.Uri would rewrite them.

namespace Quittance.Server.Api.Payments;

/// <summary>How the organization's notifications are to read and where they lead. They are kept for whoever sends them: this server sends no mail.</summary>
internal static class NotificationConfigurationEndpoints
{
    private static readonly Dictionary<string, int> Types = new[]
    {
        "INVOICE_APPROVAL_NEEDED", "INVOICE_APPROVED", "INVOICE_REJECTED", "INVOICE_SCHEDULED", "INVOICE_PENDING", "INVOICE_PAID", "INVOICE_CANCELED", "INVOICE_CREATED",
        "INVOICE_EMAILED", "INVOICE_FAILED", "COUNTERPARTY_ONBOARDING_COMPLETED",
    }.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);

    public static void MapNotificationConfigurations(this IEndpointRouteBuilder api)
    {
        var organization = api.MapGroup("/organization").WithTags("Organization");
        const string One = "/notification-configuration/{notificationType}";

        organization.MapGet("/notification-configurations", async (Caller caller, GetOrganization get, CancellationToken cancel) =>
            TypedResults.Ok(Of(await get.RunAsync(caller, cancel)).OrderBy(pair => Types[pair.Key]).Select(pair => NotificationConfigurationResponse.Of(pair.Key, pair.Value))))
            .RequireAuthorization().WithName("listNotificationConfigurations").WithSummary("List what was said about notifications");

        organization.MapGet(One, async (string notificationType, Caller caller, GetOrganization get, CancellationToken cancel) =>
            TypedResults.Ok(Shown(await get.RunAsync(caller, cancel), Checked(notificationType))))
            .RequireAuthorization().WithName("getNotificationConfiguration").WithSummary("Get what was said about a notification");

        organization.MapPost(
            One,
            async (string notificationType, NotificationConfigurationRequest body, Caller caller, UpdateOrganization update, CancellationToken cancel) =>
            {
                var type = Checked(notificationType);
                var given = body.Checked();
                return TypedResults.Ok(Shown(
                    await update.RunAsync(caller, new { type, given }, With(notifications => notifications[type] = given), cancel), type));
            }).Needs(Permission.Settings).WithName("updateNotificationConfiguration").WithSummary("Say how a notification is to read");

        organization.MapDelete(One, async (string notificationType, Caller caller, UpdateOrganization update, CancellationToken cancel) =>
        {
            var type = Checked(notificationType);
            await update.RunAsync(caller, new { type }, With(notifications => notifications.Remove(type)), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Settings).WithName("resetNotificationConfiguration").WithSummary("Forget what was said about a notification");
    }

    private static string Checked(string type)
    {
        var check = new Check();
        check.OneOf("notificationType", type, Types);
        check.Done();
        return type;
    }

    private static IReadOnlyDictionary<string, NotificationConfigurationRequest> Of(Organization organization) =>
        OrganizationSettings.Read(organization.Profile.DialectSettings).Notifications ?? new Dictionary<string, NotificationConfigurationRequest>();

    private static NotificationConfigurationResponse Shown(Organization organization, string type) =>
        Of(organization).GetValueOrDefault(type) is { } one ? NotificationConfigurationResponse.Of(type, one) : throw Ids.NotFound("notification configuration");

    private static Func<Organization, Organization> With(Action<Dictionary<string, NotificationConfigurationRequest>> change) => before =>
    {
        var notifications = Of(before).ToDictionary(StringComparer.Ordinal);
        change(notifications);
        var settings = OrganizationSettings.Read(before.Profile.DialectSettings) with { Notifications = notifications };
        return before with { Profile = before.Profile with { DialectSettings = settings.Write() } };
    };
}

/// <summary>How a notification is to read.</summary>
public sealed record NotificationConfigurationRequest(
    [property: Required, AllowedValues("invoice")] string? NotificationType,
    [property: Required, Description("Where the mail leads.")] string? Url,
    [property: Description("The mail's subject.")] string? Subject)
{
    private static readonly Dictionary<string, int> Kinds = new(StringComparer.Ordinal) { ["invoice"] = 0 };

    internal NotificationConfigurationRequest Checked()
    {
        var check = new Check();
        check.OneOf("notificationType", check.Required("notificationType", NotificationType), Kinds);
        var url = check.Required("url", Url, Limits.TextMax);
        var subject = check.Optional("subject", Subject);
        check.Done();
        return new NotificationConfigurationRequest(NotificationType, url, subject);
    }
}

/// <summary>How a notification reads.</summary>
public sealed record NotificationConfigurationResponse([property: AllowedValues("invoice")] string NotificationType, string Type, string Url, string? Subject)
{
    internal static NotificationConfigurationResponse Of(string type, NotificationConfigurationRequest given) => new(given.NotificationType!, type, given.Url!, given.Subject);
}
