using System.Collections.Frozen;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>How the flow service of XP Z12-013 is offered to users.</summary>
public static class AfnorProfile
{
    /// <summary>The provider key.</summary>
    public const string Key = "afnor";

    /// <summary>The flow service, up to what stands before <c>/v1</c>.</summary>
    public const string BaseUrl = "baseUrl";

    /// <summary>Where access tokens are given out.</summary>
    public const string TokenUrl = "tokenUrl";

    /// <summary>The OAuth2 client.</summary>
    public const string ClientId = "clientId";

    /// <summary>What the token is asked for; most platforms need none.</summary>
    public const string Scope = "scope";

    /// <summary>Which company is meant, where one client serves several.</summary>
    public const string OrganizationId = "organizationId";

    /// <summary>Which statuses are reported back.</summary>
    public const string Statuses = "statuses";

    /// <summary>How webhooks are signed.</summary>
    public const string WebhookScheme = "webhookScheme";

    /// <summary>Which header signs them, unless the scheme says so itself.</summary>
    public const string WebhookHeader = "webhookHeader";

    private static readonly FrozenDictionary<BillStatus, string> WordOfStatus = new Dictionary<BillStatus, string>
    {
        [BillStatus.Received] = "received",
        [BillStatus.InHand] = "in-hand",
        [BillStatus.Approved] = "approved",
        [BillStatus.Disputed] = "disputed",
        [BillStatus.Refused] = "refused",
        [BillStatus.Paid] = "paid",
    }.ToFrozenDictionary();

    /// <summary>What users and programs need to know to connect it.</summary>
    public static InvoiceProviderProfile Profile { get; } = new(
        Key,
        "French accredited platform (AFNOR XP Z12-013)",
        "Any French plateforme agréée whose flow service follows XP Z12-013: bills come in, and what becomes of them is reported back (CDAR). At most 32 MiB a bill.",
        "The secret of the OAuth2 client.",
        [
            new(BaseUrl, "The platform's flow service, up to what stands before /v1.", InvoiceProviderSettingKind.Url, IsRequired: true),
            new(TokenUrl, "Where the platform gives out access tokens (OAuth2 client credentials).", InvoiceProviderSettingKind.Url, IsRequired: true),
            new(ClientId, "The OAuth2 client.", InvoiceProviderSettingKind.Text, IsRequired: true),
            new(Scope, "The OAuth2 scope, if the platform asks for one.", InvoiceProviderSettingKind.Text),
            new(OrganizationId, "Sent as Organization-Id, for platforms where one client serves several companies.", InvoiceProviderSettingKind.Text),
            new(InvoiceProviderProfile.IntervalSetting, "How often bills are asked for.", InvoiceProviderSettingKind.Duration, Default: "PT15M"),
            new(Statuses, "Which statuses are reported back. 202 Reçue (received) is the platform's own to set, so it is left out unless yours asks for it.", InvoiceProviderSettingKind.Choices, Default: "in-hand,approved,disputed,refused,paid")
            {
                Choices = [.. Enum.GetValues<BillStatus>().Select(status => WordOfStatus[status])],
            },
            new(WebhookScheme, "How the platform signs its webhooks.", InvoiceProviderSettingKind.Choice, Default: StandardWebhooks.SchemeName) { Choices = Webhooks.WebhookScheme.Names },
            new(WebhookHeader, "The header that carries the signature; the scheme standard has its own.", InvoiceProviderSettingKind.Text, Default: Webhooks.WebhookScheme.DefaultHeader),
        ],
        TimeSpan.FromMinutes(15));

    /// <summary>Whether the connection is set to report a status.</summary>
    public static bool Reports(ProviderAccess access, BillStatus status) =>
        (access.Setting(Statuses) ?? Profile.Settings.Single(setting => setting.Name == Statuses).Default!)
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Contains(WordOfStatus[status], StringComparer.Ordinal);
}
