using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Reads what Intuit calls us with: both the older form with <c>eventNotifications</c> and the CloudEvents of 2026.</summary>
internal static class QuickBooksWebhooks
{
    /// <summary>Carries base64 of HMAC-SHA256 of the raw body.</summary>
    public const string SignatureHeader = "intuit-signature";

    private const int EventsMax = 10_000;

    public static IReadOnlyList<string> CompaniesIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = ProviderJson.Parse(body, "Intuit");
            return [.. Companies(json.RootElement).OfType<string>().Distinct(StringComparer.Ordinal)];
        }
        catch (ProviderException)
        {
            return [];
        }
    }

    private static List<string?> Companies(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => [.. root.EnumerateArray().Take(EventsMax).Select(cloudEvent => cloudEvent.Text("intuitaccountid"))],
        JsonValueKind.Object when root.TryGetProperty("intuitaccountid", out _) => [root.Text("intuitaccountid")],
        _ => [.. root.Items("eventNotifications", EventsMax).Select(notification => notification.Text("realmId"))],
    };
}
