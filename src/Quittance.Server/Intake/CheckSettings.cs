using System.Xml;
using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Api;

namespace Quittance.Server.Intake;

/// <summary>Holds a connection's settings to what its provider's profile says of them.</summary>
internal static class CheckSettings
{
    private const int CountMax = 30;

    /// <exception cref="RefusedException">One or more are unknown, missing or wrong; each is named.</exception>
    public static void Check(InvoiceProviderProfile profile, IReadOnlyDictionary<string, string> settings)
    {
        var faults = new List<FieldFault>();
        var known = profile.Settings.ToDictionary(setting => setting.Name, StringComparer.Ordinal);
        foreach (var (name, value) in settings.Take(CountMax))
        {
            var field = $"settings.{name}";
            if (known.GetValueOrDefault(name) is { } setting)
            {
                faults.AddRange(FaultOf(setting, value) is { } fault ? [new FieldFault(field, fault)] : []);
            }
            else if (name == InvoiceProviderProfile.IntervalSetting)
            {
                faults.AddRange(FaultOfInterval(value) is { } fault ? [new FieldFault(field, fault)] : []);
            }
            else
            {
                faults.Add(new FieldFault(field, $"is no setting of {profile.Key}; GET /invoice-providers lists them"));
            }
        }

        faults.AddRange(profile.Settings
            .Where(setting => setting.IsRequired && !settings.ContainsKey(setting.Name))
            .Select(setting => new FieldFault($"settings.{setting.Name}", $"is required for {profile.Key}")));
        if (faults.Count > 0)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", [.. faults]);
        }
    }

    private static string? FaultOf(InvoiceProviderSetting setting, string value) => setting switch
    {
        _ when value.Length is 0 or > Limits.NameMax || value.Any(char.IsControl) => $"must have 1 to {Limits.NameMax} characters, none of them a control character",
        { Name: InvoiceProviderProfile.IntervalSetting } => FaultOfInterval(value),
        { Kind: InvoiceProviderSettingKind.Url } => IsAddress(value) ? null : "must be an http or https address without query, fragment or user name",
        { Kind: InvoiceProviderSettingKind.Duration } => Duration(value) is null ? "must be an ISO 8601 duration such as PT15M" : null,
        { Kind: InvoiceProviderSettingKind.Choice } => setting.Choices.Contains(value) ? null : $"must be one of {string.Join(", ", setting.Choices)}",
        { Kind: InvoiceProviderSettingKind.Choices } => value.Split(',', StringSplitOptions.TrimEntries).All(setting.Choices.Contains) ? null : $"must be some of {string.Join(", ", setting.Choices)}, separated by commas",
        _ => null,
    };

    private static string? FaultOfInterval(string value) =>
        Duration(value) is { } interval && interval >= InvoiceProviderProfile.IntervalMin && interval <= InvoiceProviderProfile.IntervalMax
            ? null
            : $"must be an ISO 8601 duration from {XmlConvert.ToString(InvoiceProviderProfile.IntervalMin)} to {XmlConvert.ToString(InvoiceProviderProfile.IntervalMax)}, such as PT15M";

    private static bool IsAddress(string value) => Uri.TryCreate(value, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0;

    private static TimeSpan? Duration(string value)
    {
        try
        {
            return XmlConvert.ToTimeSpan(value);
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            return null;
        }
    }
}
