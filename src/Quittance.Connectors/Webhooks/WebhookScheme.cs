using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Webhooks;

/// <summary>A way in which providers sign their calls. Decides on raw bytes, in constant time, and throws on none.</summary>
public abstract class WebhookScheme
{
    /// <summary>The header of the schemes whose header can be chosen, when none is.</summary>
    public const string DefaultHeader = "X-Webhook-Signature";

    /// <summary>The longest header that is read, in characters.</summary>
    public const int HeaderMax = 4096;

    /// <summary>How many signatures one call may carry; a sender that changes its secret needs two.</summary>
    public const int SignaturesMax = 16;

    /// <summary>How far the signed time may be from ours, in seconds and in both directions: what the reference libraries allow.</summary>
    public const long ToleranceSeconds = 300;

    // Enough for some thirty thousand years in seconds; a time in milliseconds is longer, and is refused.
    private const int TimeDigitsMax = 12;

    private protected WebhookScheme()
    {
    }

    /// <summary>The names that <see cref="Of"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [StandardWebhooks.SchemeName, TimestampedSignature.SchemeName, BodySignature.HexName, BodySignature.Base64Name];

    /// <summary>The scheme of a name; null for a name that is none.</summary>
    /// <param name="header">The header that carries the signature; <c>standard</c> has its own.</param>
    public static WebhookScheme? Of(string name, string header = DefaultHeader) => name switch
    {
        StandardWebhooks.SchemeName => new StandardWebhooks(),
        TimestampedSignature.SchemeName => new TimestampedSignature(header),
        BodySignature.HexName => new BodySignature(header, isBase64: false),
        BodySignature.Base64Name => new BodySignature(header, isBase64: true),
        _ => null,
    };

    /// <summary>Whether a secret is one that this scheme can verify with.</summary>
    public abstract bool Takes(string secret);

    /// <summary>Whether a call is signed with one of the secrets.</summary>
    /// <param name="secrets">The current one, and the one before it while it is being changed: any that fits will do.</param>
    public abstract WebhookVerdict Verify(InboundWebhook webhook, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>The headers that a sender of this scheme adds to a call.</summary>
    /// <param name="id">Which call it is, the same at every retry; some schemes do not send it.</param>
    /// <param name="secrets">One signature is made with each.</param>
    /// <exception cref="FormatException">A secret or the id cannot be used by this scheme.</exception>
    public abstract IReadOnlyDictionary<string, string> Sign(string id, ReadOnlyMemory<byte> body, IReadOnlyList<string> secrets, DateTimeOffset now);

    private protected static WebhookVerdict Refuse(WebhookFault fault) => new WebhookVerdict.Rejected(fault);

    /// <summary>A header's text; null when it is absent or blank.</summary>
    private protected static string? HeaderOf(InboundWebhook webhook, string name) =>
        webhook.Headers.TryGetValue(name, out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Unix time in seconds; null for anything but plain digits.</summary>
    private protected static long? TimeOf(ReadOnlySpan<char> text) =>
        text.Length <= TimeDigitsMax && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private protected static bool IsRecent(long seconds, DateTimeOffset now) => Math.Abs(now.ToUnixTimeSeconds() - seconds) <= ToleranceSeconds;

    /// <summary>HMAC-SHA256 over a prefix and the body, without copying the body.</summary>
    private protected static byte[] Hmac(byte[] key, string prefix, ReadOnlyMemory<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(prefix));
        hmac.AppendData(body.Span);
        return hmac.GetHashAndReset();
    }

    /// <summary>Whether one of the signatures is the expected one. All are compared, so that the time taken tells nothing.</summary>
    private protected static bool Fits(byte[] expected, List<byte[]> signatures)
    {
        var fits = false;
        foreach (var signature in signatures)
        {
            fits |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return fits;
    }

    /// <summary>The bytes that hexadecimal text of either case stands for; null unless they are so many.</summary>
    private protected static byte[]? Hex(ReadOnlySpan<char> text, int length)
    {
        var bytes = new byte[length];
        return text.Length == length * 2 && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    /// <summary>The bytes that base64 text stands for; null unless they are so many.</summary>
    private protected static byte[]? FromBase64(ReadOnlySpan<char> text, int length)
    {
        var bytes = new byte[length];
        return Base64.IsValid(text, out var decoded) && decoded == length && Convert.TryFromBase64Chars(text, bytes, out _) ? bytes : null;
    }
}
