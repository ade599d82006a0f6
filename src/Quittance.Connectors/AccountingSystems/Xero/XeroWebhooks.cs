using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Xero's calls: HMAC-SHA256 of the raw body in base64, as <c>x-xero-signature</c>.</summary>
/// <remarks>Xero tests an address with right and wrong signatures and no events, its "intent to receive": that is answered by genuineness alone.</remarks>
internal static class XeroWebhooks
{
    public const string SignatureHeader = "x-xero-signature";

    private const int EventsMax = 10_000;

    /// <summary>The organisations in whose books something happened; none for a body that is not as it should be.</summary>
    public static IReadOnlyList<string> TenantsIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = ProviderJson.Parse(body, "Xero");
            return
            [
                .. json.RootElement.Items("events", EventsMax)
                    .Where(told => told.Text("tenantType") is null or "ORGANISATION")
                    .Select(told => told.OptionalId("tenantId"))
                    .OfType<string>()
                    .Distinct(),
            ];
        }
        catch (ProviderException)
        {
            return [];
        }
    }
}
