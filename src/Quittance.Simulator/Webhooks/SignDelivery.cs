using System.Security.Cryptography;
using System.Text;

namespace Quittance.Simulator.Webhooks;

/// <summary>The signature headers of a delivery.</summary>
internal static class SignDelivery
{
    private const string SecretPrefix = "whsec_";

    public static IReadOnlyList<(string Name, string Value)> Headers(SignatureScheme scheme, string header, string secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds();
        switch (scheme)
        {
            case SignatureScheme.BodyHex:
                return [(header, $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}")];
            case SignatureScheme.BodyBase64:
                return [(header, Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)))];
            case SignatureScheme.Timestamped:
                var stamped = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Joined($"{seconds}.", body));
                return [(header, $"t={seconds},v1={Convert.ToHexStringLower(stamped)}")];
            case SignatureScheme.Standard:
                var signature = HMACSHA256.HashData(StandardKey(secret), Joined($"{id}.{seconds}.", body));
                return [("webhook-id", id), ("webhook-timestamp", $"{seconds}"), ("webhook-signature", $"v1,{Convert.ToBase64String(signature)}")];
            default:
                throw new ArgumentOutOfRangeException(nameof(scheme), scheme, null);
        }
    }

    // The secret is base64 behind its prefix; one that is not is taken as it is, which the reference libraries refuse.
    private static byte[] StandardKey(string secret)
    {
        var text = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) ? key[..length] : Encoding.UTF8.GetBytes(secret);
    }

    private static byte[] Joined(string start, ReadOnlySpan<byte> body) => [.. Encoding.UTF8.GetBytes(start), .. body];
}
