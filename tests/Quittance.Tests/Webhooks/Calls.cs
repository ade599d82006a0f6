using System.Text;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Webhooks;

/// <summary>Calls as they come in.</summary>
internal static class Calls
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    public static InboundWebhook Of(string body, params (string Name, string Value)[] headers) => Of(Encoding.UTF8.GetBytes(body), headers);

    public static InboundWebhook Of(byte[] body, params (string Name, string Value)[] headers) =>
        new(headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase), body);

    /// <summary>A call that a sender of the scheme signed.</summary>
    public static InboundWebhook SignedBy(WebhookScheme scheme, string body, DateTimeOffset at, params string[] secrets) =>
        new(scheme.Sign("msg_1", Encoding.UTF8.GetBytes(body), secrets, at), Encoding.UTF8.GetBytes(body));

    public static WebhookFault? Fault(this WebhookVerdict verdict) => (verdict as WebhookVerdict.Rejected)?.Fault;

    public static byte[] Key(this WebhookVerdict verdict) => Assert.IsType<WebhookVerdict.Accepted>(verdict).DedupeKey.ToArray();

    public static InboundWebhook With(this InboundWebhook call, string header, string value) =>
        call with { Headers = new Dictionary<string, string>(call.Headers, StringComparer.OrdinalIgnoreCase) { [header] = value } };

    public static InboundWebhook WithBody(this InboundWebhook call, string body) => call with { Body = Encoding.UTF8.GetBytes(body) };
}
