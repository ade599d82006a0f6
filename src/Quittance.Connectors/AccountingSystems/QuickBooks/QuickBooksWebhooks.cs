using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Reads what Intuit calls us with: both the older form with <c>eventNotifications</c> and the CloudEvents of 2026.</summary>
internal static class QuickBooksWebhooks
{
    /// <summary>Carries base64 of HMAC-SHA256 of the raw body.</summary>
    public const string SignatureHeader = "intuit-signature";

    private const int SignatureCharactersMax = 200;

    private const int EventsMax = 10_000;

    public static bool IsGenuine(ReadOnlySpan<byte> body, string? signature, string? verifierToken)
    {
        if (string.IsNullOrEmpty(verifierToken) || signature is not { Length: > 0 and <= SignatureCharactersMax })
        {
            return false;
        }

        Span<byte> told = stackalloc byte[SignatureCharactersMax];
        return Convert.TryFromBase64String(signature.Trim(), told, out var length)
            && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(verifierToken), body), told[..length]);
    }

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
