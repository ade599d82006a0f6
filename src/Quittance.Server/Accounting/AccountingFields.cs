using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Server.Api;

namespace Quittance.Server.Accounting;

/// <summary>What a user filled in to connect a system, held to what its profile says of the fields and parted into what is a secret and what is not.</summary>
internal sealed record AccountingFields(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Secrets)
{
    /// <summary>How a field of the request begins: <c>settings.password</c>.</summary>
    public const string Prefix = "settings";

    private const int CountMax = 30;
    private const int SecretMax = 4000;
    private const int UrlMax = 2000;

    /// <param name="given">By the field's name; what is null or empty counts as left out.</param>
    /// <exception cref="RefusedException">One or more are unknown, missing or wrong; each is named.</exception>
    public static AccountingFields Read(AccountingSystemProfile profile, IReadOnlyDictionary<string, string?> given)
    {
        var faults = new List<FieldFault>();
        var known = profile.Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        var (settings, secrets) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (name, value) in given.Take(CountMax))
        {
            if (known.GetValueOrDefault(name) is not { } field)
            {
                faults.Add(new FieldFault($"{Prefix}.{(name.Length > Limits.NameMax ? name[..Limits.NameMax] : name)}", $"is no field of {profile.Platform}; GET /v1/accounting_platforms lists them"));
            }
            else if (!string.IsNullOrEmpty(value))
            {
                faults.AddRange(FaultOf(field, value) is { } fault ? [new FieldFault($"{Prefix}.{name}", fault)] : []);
                (field.Kind == AccountingFieldKind.Secret ? secrets : settings)[name] = value;
            }
        }

        faults.AddRange(profile.Fields
            .Where(field => field.IsRequired && field.Default is null && !settings.ContainsKey(field.Name) && !secrets.ContainsKey(field.Name))
            .Select(field => new FieldFault($"{Prefix}.{field.Name}", "field required")));
        return faults.Count == 0 ? new AccountingFields(settings, secrets) : throw new RefusedException(Refusal.InvalidInput, "Validation failed.", [.. faults]);
    }

    /// <summary>The field that a system's refusal is most likely about, to show it beside.</summary>
    public static string Suspect(AccountingSystemProfile profile, AccountingFault fault)
    {
        var kind = fault switch
        {
            AccountingFault.CredentialsRefused => AccountingFieldKind.Secret,
            AccountingFault.AddressForbidden or AccountingFault.Unavailable or AccountingFault.TimedOut or AccountingFault.BadAnswer => AccountingFieldKind.Url,
            _ => (AccountingFieldKind?)null,
        };
        return profile.Fields.FirstOrDefault(field => field.Kind == kind) is { } field ? $"{Prefix}.{field.Name}" : Prefix;
    }

    /// <summary>Never a secret.</summary>
    public override string ToString() => string.Join(", ", Settings.Keys.Concat(Secrets.Keys));

    private static string? FaultOf(AccountingSystemField field, string value) => field.Kind switch
    {
        _ when value.Any(char.IsControl) => "must have no control characters",
        AccountingFieldKind.Secret when value.Length > SecretMax => $"must have at most {SecretMax} characters",
        AccountingFieldKind.Url when value.Length > UrlMax || !IsAddress(value) => "must be an http or https address without query, fragment or user name",
        AccountingFieldKind.Text when value.Length > Limits.NameMax => $"must have at most {Limits.NameMax} characters",
        _ => null,
    };

    private static bool IsAddress(string value) => Uri.TryCreate(value, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0;
}
