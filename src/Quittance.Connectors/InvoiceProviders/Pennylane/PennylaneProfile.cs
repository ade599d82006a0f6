using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Pennylane;

/// <summary>How Pennylane is offered to users.</summary>
internal static class PennylaneProfile
{
    /// <summary>Where the API is.</summary>
    public const string BaseUrl = "baseUrl";

    /// <summary>Pennylane's own address of its API, version 2.</summary>
    public const string DefaultBaseUrl = "https://app.pennylane.com/api/external/v2";

    /// <summary>The profile.</summary>
    public static InvoiceProviderProfile Value { get; } = new(
        "pennylane",
        "Pennylane",
        "Supplier invoices of a company in Pennylane, by its API version 2. Pennylane keeps four weeks of changes and allows 25 calls in 5 seconds.",
        "A token of the Company API with the scopes supplier_invoices:readonly and suppliers:readonly.",
        [
            new(BaseUrl, "The API's address.", InvoiceProviderSettingKind.Url, Default: DefaultBaseUrl),
            new(HistorySetting.Name, "How old open invoices may be, by their date, that the first poll takes.", InvoiceProviderSettingKind.Duration, Default: HistorySetting.Default),
            new(InvoiceProviderProfile.IntervalSetting, "How often changes are asked for.", InvoiceProviderSettingKind.Duration, Default: "PT15M"),
        ],
        TimeSpan.FromMinutes(15));
}
