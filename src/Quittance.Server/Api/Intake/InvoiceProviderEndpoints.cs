using System.ComponentModel;
using System.Xml;
using Quittance.Domain.Intake;
using Quittance.Server.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Intake;

/// <summary>The invoice providers that a company can be connected to.</summary>
internal static class InvoiceProviderEndpoints
{
    public static void MapInvoiceProviders(this IEndpointRouteBuilder api) =>
        api.MapGet("/invoice-providers", (InvoiceProviders providers) => TypedResults.Ok(providers.All.Select(InvoiceProviderResponse.Of)))
            .Needs(Permission.Accounting).WithTags("Invoice providers").WithSummary("List the providers, what each needs and what it can do");
}

/// <summary>An invoice provider.</summary>
public sealed record InvoiceProviderResponse(
    [property: Description("What goes into a connection's provider.")] string Key,
    string Name,
    string Description,
    [property: Description("What a connection has to be made with.")] IReadOnlyList<AuthFieldWire> AuthFields,
    [property: Description("The fields of a connection's settings.")] IReadOnlyList<ProviderSettingWire> Settings,
    [property: Description("Some of polling, webhooks, status_reports.")] IReadOnlyList<string> Capabilities)
{
    internal static InvoiceProviderResponse Of(IInvoiceProvider provider)
    {
        var profile = provider.Profile;
        return new(
            profile.Key,
            profile.Name,
            profile.Description,
            [
                .. profile.ApiKey is { } key ? [new AuthFieldWire("apiKey", key, true)] : Array.Empty<AuthFieldWire>(),
                .. provider is IWebhookSender ? [new AuthFieldWire("webhookSecret", "What the provider signs its webhooks with.", false)] : Array.Empty<AuthFieldWire>(),
            ],
            [
                .. profile.Settings.Where(setting => setting.Name != InvoiceProviderProfile.IntervalSetting).Select(ProviderSettingWire.Of),
                new ProviderSettingWire(
                    InvoiceProviderProfile.IntervalSetting, "How often the provider is asked for new bills.", "duration", false,
                    XmlConvert.ToString(profile.DefaultInterval), null),
            ],
            [
                "polling",
                .. provider is IWebhookSender ? ["webhooks"] : Array.Empty<string>(),
                .. provider is IBillStatusReceiver ? ["status_reports"] : Array.Empty<string>(),
            ]);
    }
}

/// <summary>A secret that a connection has.</summary>
public sealed record AuthFieldWire(string Name, string Description, bool Required);

/// <summary>A field of a connection's settings. Every value is a text.</summary>
public sealed record ProviderSettingWire(
    string Name,
    string Description,
    [property: Description("text, url, duration (ISO 8601), choice (one) or choices (some, separated by commas).")] string Kind,
    bool Required,
    string? Default,
    [property: Description("The words to choose from; null where there are none.")] IReadOnlyList<string>? Choices)
{
    internal static ProviderSettingWire Of(InvoiceProviderSetting setting) => new(
        setting.Name, setting.Description, Words.Of(setting.Kind), setting.IsRequired, setting.Default, setting.Choices.Count > 0 ? setting.Choices : null);
}
