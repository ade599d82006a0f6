namespace Quittance.Domain.Intake;

/// <summary>What a provider is called, what it needs, and what it can do.</summary>
/// <param name="Key">The provider key of the API, such as <c>yooz</c>: lower-case letters, digits and hyphens.</param>
/// <param name="Name">How people call it.</param>
/// <param name="Description">One or two sentences: which system, which protocol, which limits.</param>
/// <param name="ApiKey">What goes into the connection's <c>apiKey</c>; null when the provider takes none.</param>
/// <param name="Settings">The fields of the connection's <c>settings</c>.</param>
/// <param name="DefaultInterval">How often it is asked for new bills when the connection does not say.</param>
public sealed record InvoiceProviderProfile(
    string Key, string Name, string Description, string? ApiKey, IReadOnlyList<InvoiceProviderSetting> Settings, TimeSpan DefaultInterval)
{
    /// <summary>The setting that every provider has: how often it is asked, an ISO 8601 duration.</summary>
    public const string IntervalSetting = "interval";

    /// <summary>The shortest interval that a connection may set.</summary>
    public static readonly TimeSpan IntervalMin = TimeSpan.FromMinutes(1);

    /// <summary>The longest interval that a connection may set.</summary>
    public static readonly TimeSpan IntervalMax = TimeSpan.FromDays(7);

    /// <summary>A connection's settings with the defaults of those that it leaves out.</summary>
    public IReadOnlyDictionary<string, string> WithDefaults(IReadOnlyDictionary<string, string> given)
    {
        var filled = new Dictionary<string, string>(given, StringComparer.Ordinal);
        foreach (var setting in Settings.Where(setting => setting.Default is not null))
        {
            filled.TryAdd(setting.Name, setting.Default!);
        }

        return filled;
    }
}

/// <summary>A field of a connection's settings. Values are text; none of them is a secret.</summary>
/// <param name="Name">As in the JSON object, camelCase.</param>
/// <param name="IsRequired">Whether a connection cannot be made without it.</param>
/// <param name="Default">What holds when it is not given; null for nothing.</param>
public sealed record InvoiceProviderSetting(string Name, string Description, InvoiceProviderSettingKind Kind, bool IsRequired = false, string? Default = null)
{
    /// <summary>The allowed values of a <see cref="InvoiceProviderSettingKind.Choice"/> or <see cref="InvoiceProviderSettingKind.Choices"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}

/// <summary>How a setting's text is read and checked.</summary>
public enum InvoiceProviderSettingKind
{
    /// <summary>Any text of at most 200 characters without control characters.</summary>
    Text,

    /// <summary>An absolute http or https address without query, fragment or user info.</summary>
    Url,

    /// <summary>An ISO 8601 duration.</summary>
    Duration,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>Some of a few words, separated by commas.</summary>
    Choices,
}
