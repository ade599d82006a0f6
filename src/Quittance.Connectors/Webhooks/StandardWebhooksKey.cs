using System.Buffers.Text;

namespace Quittance.Connectors.Webhooks;

/// <summary>A secret of Standard Webhooks: base64 behind a prefix that says what it is for.</summary>
/// <param name="IsAsymmetric">For ed25519 (<c>v1a</c>) and not for HMAC (<c>v1</c>).</param>
internal sealed record StandardWebhooksKey(byte[] Bytes, bool IsAsymmetric)
{
    private const string Shared = "whsec_";

    private const string Public = "whpk_";

    private const string Private = "whsk_";

    /// <summary>The key that verifies: <c>whsec_</c>, the same without its prefix, or <c>whpk_</c>; null for anything else.</summary>
    /// <remarks>A public key is never taken for a shared secret: everybody may know it.</remarks>
    public static StandardWebhooksKey? ToVerify(string secret) =>
        secret.StartsWith(Public, StringComparison.Ordinal)
            ? Bytes64(secret[Public.Length..]) is { Length: Ed25519.KeyBytes } key && Ed25519.IsSupported ? new(key, true) : null
        : secret.StartsWith(Private, StringComparison.Ordinal) ? null
        : OfShared(secret);

    /// <summary>The key that signs: <c>whsec_</c>, the same without its prefix, or <c>whsk_</c>; null for anything else.</summary>
    public static StandardWebhooksKey? ToSign(string secret) =>
        secret.StartsWith(Private, StringComparison.Ordinal)
            // Some write the public key behind the private one.
            ? Bytes64(secret[Private.Length..]) is { Length: Ed25519.KeyBytes or 2 * Ed25519.KeyBytes } key && Ed25519.IsSupported ? new(key[..Ed25519.KeyBytes], true) : null
        : secret.StartsWith(Public, StringComparison.Ordinal) ? null
        : OfShared(secret);

    private static StandardWebhooksKey? OfShared(string secret) =>
        Bytes64(secret.StartsWith(Shared, StringComparison.Ordinal) ? secret[Shared.Length..] : secret) is { Length: > 0 } key ? new(key, false) : null;

    private static byte[]? Bytes64(string text) => Base64.IsValid(text) ? Convert.FromBase64String(text) : null;
}
