using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Quittance.Server.Organizations;

#pragma warning disable CA1054, CA1056 // Addresses are texts on the wire, as they were sent; System.Uri would rewrite them.

namespace Quittance.Server.Api.Payments;

/// <summary>What to say of the organization beyond its name; each is left out unless it is asked for.</summary>
public sealed record OrganizationQuery(
    bool? PaymentMethods,
    bool? EmailProvider,
    bool? ExternalAccountingSystemProvider,
    bool? ColorScheme,
    bool? PayeeOnboardingOptions,
    bool? PayorOnboardingOptions,
    bool? MetadataSchema,
    bool? NotificationEmailTemplate,
    bool? RolePermissions,
    bool? CustomDomains);

/// <summary>The organization that embeds Quittance.</summary>
/// <param name="Sandbox">Whether no money moves.</param>
/// <param name="RolePermissions">Missing where no role is restricted: then everybody may do everything.</param>
public sealed record OrganizationResponse(
    string Id,
    bool Sandbox,
    string Name,
    string? LogoUrl,
    string? FaviconUrl,
    string? WebsiteUrl,
    string? SupportEmail,
    PaymentRailsWire? PaymentMethods,
    EmailProviderResponse? EmailProvider,
    AccountingSystemProviderResponse? ExternalAccountingSystemProvider,
    ColorSchemeWire? ColorScheme,
    OnboardingOptionsResponse? PayeeOnboardingOptions,
    OnboardingOptionsResponse? PayorOnboardingOptions,
    IReadOnlyList<MetadataSchemaWire>? MetadataSchema,
    NotificationEmailTemplateWire? NotificationEmailTemplate,
    IReadOnlyList<string>? CustomDomains,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? RolePermissions,
    bool? NotificationsDisabled)
{
    internal static OrganizationResponse Of(Organization organization, OrganizationQuery asked) =>
        Of(organization, OrganizationSettings.Read(organization.Profile.DialectSettings), asked);

    private static OrganizationResponse Of(Organization organization, OrganizationSettings settings, OrganizationQuery asked) => new(
        PaymentsIds.Write(PaymentsIds.Organization, organization.Id.Value),
        true, // The only rail that there is, is a sandbox.
        organization.Name,
        organization.Profile.Logo,
        organization.Profile.Favicon,
        organization.Profile.WebsiteUrl,
        organization.Profile.SupportEmail,
        asked.PaymentMethods == true ? Read<PaymentRailsWire>(organization.Profile.PaymentRails) ?? PaymentRailsWire.Default : null,
        asked.EmailProvider == true ? settings.EmailProvider ?? EmailProviderResponse.None : null,
        asked.ExternalAccountingSystemProvider == true ? AccountingSystemProviderResponse.None : null,
        asked.ColorScheme == true ? Read<ColorSchemeWire>(organization.Profile.ColorScheme) ?? ColorSchemeWire.None : null,
        asked.PayeeOnboardingOptions == true ? settings.PayeeOnboardingOptions ?? OnboardingOptionsResponse.Default : null,
        asked.PayorOnboardingOptions == true ? settings.PayorOnboardingOptions ?? OnboardingOptionsResponse.Default : null,
        asked.MetadataSchema == true ? Read<IReadOnlyList<MetadataSchemaWire>>(organization.Profile.MetadataSchema) : null,
        asked.NotificationEmailTemplate == true ? settings.NotificationEmailTemplate ?? NotificationEmailTemplateWire.None : null,
        asked.CustomDomains == true ? settings.CustomDomains ?? [] : null,
        asked.RolePermissions == true && organization.Roles.Count > 0 ? organization.Roles.ToDictionary(role => role.Name, role => role.Stated) : null,
        organization.Profile.NotificationsDisabled);

    private static T? Read<T>(string? json)
        where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);
}

/// <summary>What is to change; what is left out stays, an empty text is taken away.</summary>
public sealed record OrganizationRequest(
    string? Name,
    [property: Description("A picture in Base64, or as a data URL.")] string? Logo,
    [property: Description("A picture in Base64, or as a data URL.")] string? Favicon,
    string? WebsiteUrl,
    string? SupportEmail,
    PaymentRailsWire? PaymentMethods,
    EmailProviderRequest? EmailProvider,
    ColorSchemeWire? ColorScheme,
    OnboardingOptionsRequest? PayeeOnboardingOptions,
    OnboardingOptionsRequest? PayorOnboardingOptions,
    IReadOnlyList<MetadataSchemaWire>? MetadataSchema,
    NotificationEmailTemplateWire? NotificationEmailTemplate,
    IReadOnlyList<string>? CustomDomains,
    [property: Description("What users may do by their roles; an empty object lifts all restrictions.")] IReadOnlyDictionary<string, IReadOnlyList<string>>? RolePermissions,
    bool? NotificationsDisabled)
{
    private const int RolesMax = 100;
    private const int PictureMax = 500_000;
    private const int DomainsMax = 100;

    private static readonly Dictionary<string, string> Pictures = new() { ["iVBORw0KGgo"] = "png", ["/9j/"] = "jpeg", ["R0lGOD"] = "gif", ["UklGR"] = "webp" };

    internal Func<Organization, Organization> Checked()
    {
        var check = new Check();
        var name = check.Optional("name", Name);
        var (logo, favicon) = (Picture(check, "logo", Logo), Picture(check, "favicon", Favicon));
        var website = check.Optional("websiteUrl", WebsiteUrl, Limits.TextMax);
        if (website is not null && !(Uri.TryCreate(website, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            check.Fault("websiteUrl", "websiteUrl must be an address that begins with https:// or http://");
        }

        var email = check.Email("supportEmail", SupportEmail);
        PaymentMethods?.Check(check);
        ColorScheme?.Check(check);
        MetadataSchemaWire.Check(check, MetadataSchema);
        NotificationEmailTemplate?.Check(check);
        var mail = EmailProvider?.Checked(check);
        var domains = CustomDomains is null ? null : check.Items("customDomains", CustomDomains, DomainsMax).Select(domain => check.Required("customDomains", domain)).ToList();
        var roles = Roles(check);
        check.Done();
        return before => before with
        {
            Name = name ?? before.Name,
            Roles = roles ?? before.Roles,
            Profile = before.Profile with
            {
                Logo = Logo is null ? before.Profile.Logo : logo,
                Favicon = Favicon is null ? before.Profile.Favicon : favicon,
                WebsiteUrl = WebsiteUrl is null ? before.Profile.WebsiteUrl : website,
                SupportEmail = SupportEmail is null ? before.Profile.SupportEmail : email,
                ColorScheme = Json(ColorScheme) ?? before.Profile.ColorScheme,
                MetadataSchema = Json(MetadataSchema) ?? before.Profile.MetadataSchema,
                PaymentRails = Json(PaymentMethods) ?? before.Profile.PaymentRails,
                NotificationsDisabled = NotificationsDisabled ?? before.Profile.NotificationsDisabled,
                DialectSettings = Over(OrganizationSettings.Read(before.Profile.DialectSettings), mail, domains).Write(),
            },
        };
    }

    private OrganizationSettings Over(OrganizationSettings before, EmailProviderResponse? mail, IReadOnlyList<string>? domains) => before with
    {
        EmailProvider = mail ?? before.EmailProvider,
        PayeeOnboardingOptions = PayeeOnboardingOptions?.Over(before.PayeeOnboardingOptions ?? OnboardingOptionsResponse.Default) ?? before.PayeeOnboardingOptions,
        PayorOnboardingOptions = PayorOnboardingOptions?.Over(before.PayorOnboardingOptions ?? OnboardingOptionsResponse.Default) ?? before.PayorOnboardingOptions,
        NotificationEmailTemplate = NotificationEmailTemplate ?? before.NotificationEmailTemplate,
        CustomDomains = domains ?? before.CustomDomains,
    };

    private List<BusinessRole>? Roles(Check check)
    {
        if (RolePermissions is null)
        {
            return null;
        }

        if (RolePermissions.Count > RolesMax)
        {
            check.Fault("rolePermissions", $"rolePermissions must have at most {RolesMax} roles");
            return null;
        }

        var roles = new List<BusinessRole>();
        foreach (var (name, words) in RolePermissions)
        {
            var role = check.Required("rolePermissions", name);
            var stated = check.Whole("rolePermissions", words, Payments.RolePermissions.Words.Count).Distinct().ToList();
            if (stated.Find(word => !Payments.RolePermissions.Words.Contains(word)) is { } unknown)
            {
                check.Fault("rolePermissions", $"there is no permission {(unknown.Length > Limits.NameMax ? unknown[..Limits.NameMax] : unknown)}");
            }

            if (roles.Exists(other => other.Name == role))
            {
                check.Fault("rolePermissions", $"rolePermissions has {role} twice");
            }

            roles.Add(new BusinessRole(role, stated, Payments.RolePermissions.Of(stated)));
        }

        return roles;
    }

    private static string? Picture(Check check, string field, string? text)
    {
        text = check.Optional(field, text, PictureMax);
        if (text is null || text.StartsWith("data:image/", StringComparison.Ordinal))
        {
            return text;
        }

        var kind = Pictures.FirstOrDefault(pair => text.StartsWith(pair.Key, StringComparison.Ordinal)).Value;
        if (kind is null)
        {
            check.Fault(field, $"{field} must be a PNG, JPEG, GIF or WebP in Base64, or a data URL of an image");
        }

        return $"data:image/{kind};base64,{text}";
    }

    private static string? Json<T>(T? value)
        where T : class => value is null ? null : Encoding.UTF8.GetString(PaymentsJson.Write(value));
}
