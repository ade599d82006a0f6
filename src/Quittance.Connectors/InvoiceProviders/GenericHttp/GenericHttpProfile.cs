using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.GenericHttp;

/// <summary>The two names under which the generic HTTP bill feed is offered. The contract is ours; docs/connectors/http.md has it.</summary>
public static class GenericHttpProfile
{
    /// <summary>Where the feed is; without it bills cannot be asked for.</summary>
    public const string BaseUrl = "baseUrl";

    /// <summary>The list, below <see cref="BaseUrl"/>.</summary>
    public const string ListPath = "listPath";

    /// <summary>One document, below <see cref="BaseUrl"/>, with <see cref="IdPlace"/> where its id goes.</summary>
    public const string DocumentPath = "documentPath";

    /// <summary>The header that carries the key.</summary>
    public const string AuthHeader = "authHeader";

    /// <summary>How webhooks are signed.</summary>
    public const string WebhookScheme = "webhookScheme";

    /// <summary>How they are signed when the connection does not say.</summary>
    public const string DefaultWebhookScheme = BodySignature.HexName;

    /// <summary>Stands in <see cref="DocumentPath"/> where the bill's id goes.</summary>
    public const string IdPlace = "{id}";

    /// <summary>Yooz publishes no API, so it is reached through this feed.</summary>
    public static InvoiceProviderProfile Yooz { get; } = Of(
        "yooz", "Yooz", "Yooz publishes no API reference. This is the generic HTTP bill feed of Quittance, which an export from Yooz or an adapter beside it can serve.");

    /// <summary>Any system that serves the feed.</summary>
    public static InvoiceProviderProfile Http { get; } = Of(
        "http", "HTTP bill feed", "Any system that lists bills and gives their documents over HTTP as docs/connectors/http.md describes, or announces them by webhook.");

    private static InvoiceProviderProfile Of(string key, string name, string description) => new(
        key, name, description, "The key that the feed asks for.", [
            new(BaseUrl, "Where the feed is. Without it bills cannot be asked for, and webhooks only announce them.", InvoiceProviderSettingKind.Url),
            new(ListPath, "The path of the list, below baseUrl.", InvoiceProviderSettingKind.Text, Default: "/invoices"),
            new(DocumentPath, "The path of one document, below baseUrl; {id} stands for the bill's id.", InvoiceProviderSettingKind.Text, Default: "/invoices/{id}/document"),
            new(AuthHeader, "The header that carries the key. In Authorization it is preceded by Bearer, in any other header it stands alone.", InvoiceProviderSettingKind.Text, Default: "Authorization"),
            new(WebhookScheme, "How webhooks are signed.", InvoiceProviderSettingKind.Choice, Default: DefaultWebhookScheme) { Choices = Webhooks.WebhookScheme.Names },
            new(InvoiceProviderProfile.IntervalSetting, "How often bills are asked for.", InvoiceProviderSettingKind.Duration, Default: "PT15M"),
        ], TimeSpan.FromMinutes(15));
}
