using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Hosting;
using Quittance.Server.Intake;

namespace Quittance.Server.Api.Intake;

/// <summary>A new connection of a company to an invoice provider.</summary>
public sealed record InvoiceConnectionRequest(
    [property: Required, Description("A provider's key; GET /invoice-providers lists them. 400 if unknown.")] string? Provider,
    [property: MaxLength(InvoiceConnectionRequest.SecretMax), Description("What the provider knows us by. Stored encrypted, never returned. Required by every provider that takes one.")] string? ApiKey,
    [property: MaxLength(InvoiceConnectionRequest.SecretMax), Description("What the provider signs its webhooks with. Stored encrypted, never returned.")] string? WebhookSecret,
    [property: DefaultValue(true), Description("409 if true while another connection to the same provider is active.")] bool? Active,
    [property: Description("The company (business) that receives the bills. Left out: the caller's only one, else the organization's first that pays bills.")] string? Client,
    [property: Description("The provider's own fields, such as baseUrl or interval; GET /invoice-providers names them.")] IReadOnlyDictionary<string, string?>? Settings)
{
    internal const int SecretMax = 4000;

    internal NewInvoiceConnection Checked(InvoiceProviders providers)
    {
        // Before everything else, because the seed answers it with a status of its own.
        if (!string.IsNullOrWhiteSpace(Provider))
        {
            providers.Require(Provider);
        }

        var check = new Check();
        var content = new NewInvoiceConnection(
            check.Required("provider", Provider), IntakeIds.CompanyOf(Client), Secret(check, "apiKey", ApiKey), Secret(check, "webhookSecret", WebhookSecret), Active ?? true,
            (Settings ?? new Dictionary<string, string?>()).Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal));
        check.Done();
        return content;
    }

    // Not trimmed: what is signed with a secret depends on each of its characters.
    internal static string? Secret(Check check, string field, string? value)
    {
        if (value is not null && (value.Length is 0 or > SecretMax || value.Any(char.IsControl)))
        {
            check.Fault(field, $"{field} must have 1 to {SecretMax} characters, none of them a control character");
        }

        return value;
    }
}

/// <summary>Changes to a connection: at least one field; what is left out stays.</summary>
public sealed record InvoiceConnectionPatch
{
    private readonly string? _apiKey;
    private readonly bool _setsApiKey;
    private readonly string? _webhookSecret;
    private readonly bool _setsWebhookSecret;

    /// <summary>Replacement API key. Overwrites the stored one, never returned.</summary>
    [MaxLength(InvoiceConnectionRequest.SecretMax)]
    public string? ApiKey
    {
        get => _apiKey;
        init => (_apiKey, _setsApiKey) = (value, true);
    }

    /// <summary>Replacement webhook secret, never returned. The one before it verifies for 24 more hours; null takes both away at once.</summary>
    [MaxLength(InvoiceConnectionRequest.SecretMax)]
    public string? WebhookSecret
    {
        get => _webhookSecret;
        init => (_webhookSecret, _setsWebhookSecret) = (value, true);
    }

    /// <summary>Switches the connection on or off. 409 if on while another connection to the same provider is active.</summary>
    public bool? Active { get; init; }

    /// <summary>Settings to change, by name; null takes one away, so that its default holds.</summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    internal InvoiceConnectionChange Checked()
    {
        if (!_setsApiKey && !_setsWebhookSecret && Active is null && Settings is null)
        {
            throw new RefusedException(Refusal.NothingToChange, "Give at least one field to change: apiKey, webhookSecret, active or settings.");
        }

        var check = new Check();
        if (_setsApiKey && ApiKey is null)
        {
            check.Fault("apiKey", "apiKey cannot be taken away; delete the connection instead");
        }

        var change = new InvoiceConnectionChange(
            InvoiceConnectionRequest.Secret(check, "apiKey", ApiKey), _setsWebhookSecret, InvoiceConnectionRequest.Secret(check, "webhookSecret", WebhookSecret), Active, Settings);
        check.Done();
        return change;
    }
}

/// <summary>An invoice connection. Its secrets are never returned.</summary>
public sealed record InvoiceConnectionResponse(
    string Id,
    [property: Description("The company (business) that receives the bills.")] string Client,
    string Provider,
    [property: Description("Only one connection of a company to a provider is active at a time.")] bool Active,
    bool HasCredentials,
    bool HasWebhookSecret,
    [property: Description("The last poll that succeeded.")] DateTimeOffset? LastPolledAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyDictionary<string, string> Settings,
    [property: Description("Where the provider sends its webhooks; null for a provider that sends none.")] Uri? WebhookUrl)
{
    internal static InvoiceConnectionResponse Of(InvoiceConnection connection, InvoiceProviders providers, HttpRequest request, ServerOptions options) => new(
        IntakeIds.Write(connection.Id.Value),
        IntakeIds.Write(connection.BusinessId.Value),
        connection.Provider,
        connection.IsActive,
        connection.HasApiKey,
        connection.HasWebhookSecret,
        connection.LastPolledAt,
        connection.CreatedAt,
        connection.UpdatedAt,
        connection.Settings,
        providers.SendsWebhooks(connection.Provider)
            ? new Uri($"{options.UrlFor(request)}/webhooks/{connection.Provider}/{IntakeIds.Write(connection.Id.Value)}", UriKind.RelativeOrAbsolute)
            : null);
}
