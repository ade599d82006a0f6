using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Webhooks;

/// <summary>
/// Standard Webhooks 1.0.0, which is Svix's scheme: <c>id.timestamp.body</c>, signed with HMAC-SHA256 (<c>v1</c>) or ed25519 (<c>v1a</c>), in the headers
/// <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>, or the same with <c>svix-</c>.
/// </summary>
/// <remarks>A call is known again by its id, which is signed and stays the same at every retry.</remarks>
public sealed class StandardWebhooks : WebhookScheme
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "standard";

    /// <summary>The longest id that is taken, in characters.</summary>
    public const int IdMax = 256;

    /// <inheritdoc/>
    public override bool Takes(string secret) => StandardWebhooksKey.ToVerify(secret) is not null;

    /// <inheritdoc/>
    public override WebhookVerdict Verify(InboundWebhook webhook, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var keys = secrets.Select(StandardWebhooksKey.ToVerify).OfType<StandardWebhooksKey>().ToList();
        if (keys.Count == 0)
        {
            return Refuse(WebhookFault.NoSecret);
        }

        var family = HeaderOf(webhook, "webhook-signature") is null ? "svix-" : "webhook-";
        if (HeaderOf(webhook, family + "signature") is not { } signature)
        {
            return Refuse(WebhookFault.NoSignature);
        }

        var id = HeaderOf(webhook, family + "id");
        var time = HeaderOf(webhook, family + "timestamp");
        if (!IsId(id) || TimeOf(time) is not { } seconds || Read(signature) is not { IsEmpty: false } offered)
        {
            return Refuse(WebhookFault.MalformedSignature);
        }

        return !keys.Exists(key => IsSigned(key, $"{id}.{time}.", webhook.Body, offered)) ? Refuse(WebhookFault.WrongSignature)
            : !IsRecent(seconds, now) ? Refuse(WebhookFault.OutsideTolerance)
            : new WebhookVerdict.Accepted(Encoding.UTF8.GetBytes(id!));
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Sign(string id, ReadOnlyMemory<byte> body, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (!IsId(id))
        {
            throw new FormatException("The id has to be visible ASCII without a full stop.");
        }

        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signatures = secrets.Select(secret => StandardWebhooksKey.ToSign(secret) switch
        {
            { IsAsymmetric: true } key => $"v1a,{Convert.ToBase64String(Ed25519.Sign(key.Bytes, Joined($"{id}.{time}.", body)))}",
            { } key => $"v1,{Convert.ToBase64String(Hmac(key.Bytes, $"{id}.{time}.", body))}",
            null => throw new FormatException("The secret is neither whsec_ nor whsk_ with base64."),
        });
        return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = time,
            ["webhook-signature"] = string.Join(' ', signatures),
        };
    }

    // With a full stop in it, two different calls could have the same signed bytes.
    private static bool IsId(string? id) => id is { Length: > 0 and <= IdMax } && id.All(letter => letter is > ' ' and <= '~' and not '.');

    private static bool IsSigned(StandardWebhooksKey key, string prefix, ReadOnlyMemory<byte> body, Offered offered) =>
        key.IsAsymmetric
            ? offered.Asymmetric.Count > 0 && Joined(prefix, body) is var message && offered.Asymmetric.Exists(signature => Ed25519.Verify(key.Bytes, message, signature))
            : Fits(Hmac(key.Bytes, prefix, body), offered.Symmetric);

    private static byte[] Joined(string prefix, ReadOnlyMemory<byte> body) => [.. Encoding.UTF8.GetBytes(prefix), .. body.Span];

    /// <summary>The well-formed signatures of <c>v1,base64 v1a,base64</c>; null when they are too many.</summary>
    private static Offered? Read(string text)
    {
        var offered = new Offered([], []);
        if (text.Length > HeaderMax)
        {
            return null;
        }

        // A header that came twice is joined by a comma, which then stands where a space would.
        var parts = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var count = 0;
        for (var index = 0; index + 1 < parts.Length; index++)
        {
            var (length, signatures) = parts[index] switch
            {
                "v1" => (SHA256.HashSizeInBytes, offered.Symmetric),
                "v1a" => (Ed25519.SignatureBytes, offered.Asymmetric),
                _ => (0, null),
            };
            if (signatures is not null && ++count > SignaturesMax)
            {
                return null;
            }

            if (signatures is not null && FromBase64(parts[index + 1], length) is { } signature)
            {
                signatures.Add(signature);
                index++;
            }
        }

        return offered;
    }

    private sealed record Offered(List<byte[]> Symmetric, List<byte[]> Asymmetric)
    {
        public bool IsEmpty => Symmetric.Count + Asymmetric.Count == 0;
    }
}
