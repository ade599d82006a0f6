using System.Security.Cryptography;
using System.Text;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Webhooks;

/// <summary>HMAC-SHA256 of the raw body and nothing else, in hexadecimal (GitHub, Convoy, <c>sha256=</c> may stand before it) or base64 (BILL, Xero).</summary>
/// <remarks>It signs no time, so a captured call stays valid; it is known again by its body.</remarks>
/// <param name="header">The header that carries the signature, such as <c>X-Hub-Signature-256</c>.</param>
public sealed class BodySignature(string header, bool isBase64) : WebhookScheme
{
    /// <summary>The scheme's name with hexadecimal signatures.</summary>
    public const string HexName = "body-hex";

    /// <summary>The scheme's name with base64 signatures.</summary>
    public const string Base64Name = "body-base64";

    private const string Prefix = "sha256=";

    /// <inheritdoc/>
    public override bool Takes(string secret) => secret.Length > 0;

    /// <inheritdoc/>
    public override WebhookVerdict Verify(InboundWebhook webhook, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (!secrets.Any(Takes))
        {
            return Refuse(WebhookFault.NoSecret);
        }

        if (HeaderOf(webhook, header) is not { } text)
        {
            return Refuse(WebhookFault.NoSignature);
        }

        if (Signatures(text) is not { Count: > 0 } signatures)
        {
            return Refuse(WebhookFault.MalformedSignature);
        }

        return secrets.Where(Takes).Any(secret => Fits(Hmac(Encoding.UTF8.GetBytes(secret), "", webhook.Body), signatures))
            ? new WebhookVerdict.Accepted(SHA256.HashData(webhook.Body.Span))
            : Refuse(WebhookFault.WrongSignature);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Sign(string id, ReadOnlyMemory<byte> body, IReadOnlyList<string> secrets, DateTimeOffset now) =>
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [header] = string.Join(", ", secrets.Select(secret => Text(Takes(secret) ? Hmac(Encoding.UTF8.GetBytes(secret), "", body) : throw new FormatException("An empty secret signs nothing.")))),
        };

    private string Text(byte[] signature) => isBase64 ? Convert.ToBase64String(signature) : Prefix + Convert.ToHexStringLower(signature);

    /// <summary>The signatures that are well formed; null when the header is too much.</summary>
    private List<byte[]>? Signatures(string text)
    {
        if (text.Length > HeaderMax)
        {
            return null;
        }

        var parts = text.Split(',', SignaturesMax + 1, StringSplitOptions.TrimEntries);
        return parts.Length > SignaturesMax ? null : [.. parts.Select(Bytes).OfType<byte[]>()];
    }

    private byte[]? Bytes(string text) =>
        isBase64 ? FromBase64(text, SHA256.HashSizeInBytes)
        : Hex(text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text.AsSpan(Prefix.Length) : text, SHA256.HashSizeInBytes);
}
