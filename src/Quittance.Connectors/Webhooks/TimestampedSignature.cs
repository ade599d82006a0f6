using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Webhooks;

/// <summary>
/// <c>t=1700000000,v1=hex[,v1=hex]</c>: HMAC-SHA256 in hexadecimal over time, separator and raw body. Stripe, Pennylane and Qonto separate
/// by a full stop, Convoy's advanced form by a comma.
/// </summary>
/// <remarks>The secret is taken as it is written, <c>whsec_</c> included. A retry is signed anew, so a call is known again by its body and not by its time.</remarks>
/// <param name="header">The header that carries the signature, such as <c>X-Pennylane-Signature</c>.</param>
public sealed class TimestampedSignature(string header, char separator = '.') : WebhookScheme
{
    /// <summary>The scheme's name, with a full stop between.</summary>
    public const string SchemeName = "timestamped";

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

        if (Read(text) is not { Time: { } time, Signatures: { Count: > 0 } signatures } || TimeOf(time) is not { } seconds)
        {
            return Refuse(WebhookFault.MalformedSignature);
        }

        return !secrets.Where(Takes).Any(secret => Fits(Hmac(Encoding.UTF8.GetBytes(secret), $"{time}{separator}", webhook.Body), signatures))
                ? Refuse(WebhookFault.WrongSignature)
            : !IsRecent(seconds, now) ? Refuse(WebhookFault.OutsideTolerance)
            : new WebhookVerdict.Accepted(SHA256.HashData(webhook.Body.Span));
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Sign(string id, ReadOnlyMemory<byte> body, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signatures = secrets.Select(secret => Takes(secret)
            ? $",v1={Convert.ToHexStringLower(Hmac(Encoding.UTF8.GetBytes(secret), $"{time}{separator}", body))}"
            : throw new FormatException("An empty secret signs nothing."));
        return new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [header] = $"t={time}{string.Concat(signatures)}" };
    }

    /// <summary>The time as it is written, which is what was signed, and the well-formed signatures; null when they are too many or a second time contradicts.</summary>
    private static (string? Time, List<byte[]> Signatures)? Read(string text)
    {
        string? time = null;
        var signatures = new List<byte[]>();
        if (text.Length > HeaderMax)
        {
            return null;
        }

        var count = 0;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("t=", StringComparison.Ordinal))
            {
                if (time is not null)
                {
                    return null;
                }

                time = part[2..];
            }
            else if (part.StartsWith("v1=", StringComparison.Ordinal))
            {
                if (++count > SignaturesMax)
                {
                    return null;
                }

                if (Hex(part.AsSpan(3), SHA256.HashSizeInBytes) is { } signature)
                {
                    signatures.Add(signature);
                }
            }
        }

        return (time, signatures);
    }
}
