using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>How Qonto is offered to users.</summary>
internal static class QontoProfile
{
    /// <summary>Where the API is.</summary>
    public const string BaseUrl = "baseUrl";

    /// <summary>Qonto's own address of its API, version 2.</summary>
    public const string DefaultBaseUrl = "https://thirdparty.qonto.com/v2";

    /// <summary>Which bills are taken, by their status at Qonto.</summary>
    public const string Statuses = "statuses";

    /// <summary>The statuses of a bill that nobody has begun to pay.</summary>
    public const string OpenStatuses = "to_review,to_approve,awaiting_payment";

    /// <summary>The status of a document that was found to be no bill.</summary>
    public const string Discarded = "discarded";

    private static readonly string[] KnownStatuses = [.. OpenStatuses.Split(','), "pending", "scheduled", "paid", "archived", "rejected"];

    /// <summary>The profile.</summary>
    public static InvoiceProviderProfile Value { get; } = new(
        "qonto",
        "Qonto",
        "Supplier invoices of an organization in Qonto, by its Business API version 2.",
        "The API key as sign-in:secret-key, or an OAuth access token with the scopes supplier_invoice.read and attachment.read.",
        [
            new(BaseUrl, "The API's address.", InvoiceProviderSettingKind.Url, Default: DefaultBaseUrl),
            new(Statuses, "Which invoices are taken, by their status at Qonto.", InvoiceProviderSettingKind.Choices, Default: OpenStatuses) { Choices = KnownStatuses },
            new(HistorySetting.Name, "How far back the first poll looks, by the last change of an invoice.", InvoiceProviderSettingKind.Duration, Default: HistorySetting.Default),
            new(InvoiceProviderProfile.IntervalSetting, "How often changes are asked for.", InvoiceProviderSettingKind.Duration, Default: "PT15M"),
        ],
        TimeSpan.FromMinutes(15));

    /// <summary>Whether a bill of this status is taken. A status that was not known when this was written is.</summary>
    public static bool Takes(ProviderAccess access, string? status) =>
        IsAmong(access.Setting(Statuses) ?? OpenStatuses, status);

    /// <summary>Whether a bill of this status is taken when nobody says which.</summary>
    public static bool IsOpen(string? status) => IsAmong(OpenStatuses, status);

    /// <summary>Whether Qonto has paid a bill of this status, or never will.</summary>
    public static bool IsSettled(string? status) => status is "paid" or "archived" or "rejected";

    private static bool IsAmong(string statuses, string? status) =>
        status is null || !KnownStatuses.Contains(status, StringComparer.Ordinal) || statuses.Split(',', StringSplitOptions.TrimEntries).Contains(status, StringComparer.Ordinal);
}
