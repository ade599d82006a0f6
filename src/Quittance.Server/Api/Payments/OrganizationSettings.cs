using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;

namespace Quittance.Server.Api.Payments;

/// <summary>What an organization keeps for the published components, and nothing here acts on; null: as it is by default.</summary>
internal sealed record OrganizationSettings(
    EmailProviderResponse? EmailProvider,
    OnboardingOptionsResponse? PayeeOnboardingOptions,
    OnboardingOptionsResponse? PayorOnboardingOptions,
    NotificationEmailTemplateWire? NotificationEmailTemplate,
    IReadOnlyList<string>? CustomDomains,
    IReadOnlyDictionary<string, NotificationConfigurationRequest>? Notifications)
{
    private static readonly OrganizationSettings None = new(null, null, null, null, null, null);

    /// <param name="json">As it is stored.</param>
    public static OrganizationSettings Read(string? json) => json is null ? None : JsonSerializer.Deserialize<OrganizationSettings>(json, JsonSerializerOptions.Web)!;

    public string Write() => Encoding.UTF8.GetString(PaymentsJson.Write(this));
}

/// <summary>Who is to send mail in the organization's name. This server sends none.</summary>
public sealed record EmailProviderRequest(
    [property: Required] EmailSenderRequest? Sender, [property: Required] string? InboxDomain, IReadOnlyList<string>? AlternativeInboxDomains)
{
    private const int DomainsMax = 100;
    private static readonly Dictionary<string, int> Providers =
        new[] { "none", "sendgrid", "ses", "resend", "cloudmailin" }.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);

    internal EmailProviderResponse Checked(Check check)
    {
        var provider = check.Required("emailProvider.sender.provider", Sender?.Provider);
        check.OneOf("emailProvider.sender.provider", provider.Length == 0 ? null : provider, Providers);
        return new EmailProviderResponse(
            new EmailSenderResponse(provider, check.Optional("emailProvider.sender.fromEmail", Sender?.FromEmail) ?? "", check.Optional("emailProvider.sender.fromName", Sender?.FromName) ?? "", false),
            check.Optional("emailProvider.inboxDomain", InboxDomain) ?? "",
            [.. check.Items("emailProvider.alternativeInboxDomains", AlternativeInboxDomains, DomainsMax).Select(domain => check.Required("emailProvider.alternativeInboxDomains", domain))]);
    }
}

/// <summary>By whom and as whom mail is to be sent.</summary>
public sealed record EmailSenderRequest(
    [property: Required, AllowedValues("none", "sendgrid", "ses", "resend", "cloudmailin")] string? Provider,
    [property: Required] string? FromEmail,
    [property: Required] string? FromName,
    [property: Description("It is not kept, as no mail is sent with it.")] string? ApiKey)
{
    /// <summary>Never the key.</summary>
    public override string ToString() => $"{Provider} ****";
}

/// <summary>Who sends mail for the organization.</summary>
public sealed record EmailProviderResponse(EmailSenderResponse Sender, string InboxDomain, IReadOnlyList<string> AlternativeInboxDomains)
{
    internal static readonly EmailProviderResponse None = new(new EmailSenderResponse("none", "", "", false), "", []);
}

/// <summary>By whom and as whom mail is sent.</summary>
public sealed record EmailSenderResponse(string Provider, string FromEmail, string FromName, bool HasApiKey);

/// <summary>Who connects accounting systems: this server itself does, in the Accounting dialect.</summary>
public sealed record AccountingSystemProviderResponse(string Type, bool HasApiKey)
{
    internal static readonly AccountingSystemProviderResponse None = new("none", false);
}

/// <summary>The texts of mail.</summary>
public sealed record NotificationEmailTemplateWire(string? BackgroundStyle, string? Header, string? Body, string? Signature, string? Footer, string? Button)
{
    private const int TextMax = 20_000;

    internal static readonly NotificationEmailTemplateWire None = new(null, null, null, null, null, null);

    internal void Check(Check check)
    {
        foreach (var (field, text) in new[]
        {
            ("backgroundStyle", BackgroundStyle), ("header", Header), ("body", Body), ("signature", Signature), ("footer", Footer), ("button", Button),
        })
        {
            check.Optional($"notificationEmailTemplate.{field}", text, TextMax);
        }
    }
}

/// <summary>What is asked of those who join; what is left out stays.</summary>
public sealed record OnboardingOptionsRequest(
    bool? EnableBusiness,
    bool? EnableIndividual,
    bool? PaymentMethod,
    IReadOnlyDictionary<string, OnboardingOptionRequest?>? Business,
    IReadOnlyDictionary<string, OnboardingOptionRequest?>? Individual)
{
    internal OnboardingOptionsResponse Over(OnboardingOptionsResponse before) => new(
        EnableBusiness ?? before.EnableBusiness,
        EnableIndividual ?? before.EnableIndividual,
        PaymentMethod ?? before.PaymentMethod,
        Over(Business, before.Business),
        Over(Individual, before.Individual));

    // Fields that the contract does not have are ignored, as everywhere.
    private static Dictionary<string, OnboardingOptionResponse> Over(
        IReadOnlyDictionary<string, OnboardingOptionRequest?>? given, IReadOnlyDictionary<string, OnboardingOptionResponse> before) =>
        before.ToDictionary(pair => pair.Key, pair => given?.GetValueOrDefault(pair.Key) is { } option ? option.Over(pair.Value) : pair.Value);
}

/// <summary>Whether a field is to be shown, may be changed, and has to be filled.</summary>
public sealed record OnboardingOptionRequest(bool? Show, bool? Edit, bool? Required)
{
    internal OnboardingOptionResponse Over(OnboardingOptionResponse before) => new(Show ?? before.Show, Edit ?? before.Edit, Required ?? before.Required);
}

/// <summary>What is asked of those who join.</summary>
public sealed record OnboardingOptionsResponse(
    bool EnableBusiness, bool EnableIndividual, bool PaymentMethod, IReadOnlyDictionary<string, OnboardingOptionResponse> Business, IReadOnlyDictionary<string, OnboardingOptionResponse> Individual)
{
    private static readonly string[] Common = ["termsOfService", "email", "name", "address", "phone", "tenNinetyNine", "w9", "bankStatement"];
    private static readonly string[] OfBusiness =
    [
        "type", "doingBusinessAs", "ein", "mcc", "formationDate", "website", "description", "representatives", "logo", "averageTransactionSize",
        "averageMonthlyTransactionVolume", "maxTransactionSize",
    ];
    private static readonly string[] OfIndividual = ["dateOfBirth", "ssn"];

    // What nothing here keeps is not asked for.
    private static readonly string[] NotKept = ["tenNinetyNine", "w9", "bankStatement", "representatives"];

    internal static readonly OnboardingOptionsResponse Default = new(true, true, true, Of(OfBusiness), Of(OfIndividual));

    private static Dictionary<string, OnboardingOptionResponse> Of(string[] own) => Common.Concat(own)
        .ToDictionary(field => field, field => new OnboardingOptionResponse(!NotKept.Contains(field), !NotKept.Contains(field), field == "name"));
}

/// <summary>Whether a field is shown, may be changed, and has to be filled.</summary>
public sealed record OnboardingOptionResponse(bool Show, bool Edit, bool Required);
