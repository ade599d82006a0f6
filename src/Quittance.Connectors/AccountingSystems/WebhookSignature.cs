using System.Security.Cryptography;
using System.Text;

namespace Quittance.Connectors.AccountingSystems;

/// <summary>How Intuit and Xero sign what they call us with: base64 of HMAC-SHA256 of the raw body.</summary>
internal static class WebhookSignature
{
    /// <summary>Whether the body was signed with the key; never, where there is no key.</summary>
    public static bool IsGenuine(string? key, ReadOnlySpan<byte> body, string? signature)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        return key is { Length: > 0 }
            && signature is not null && Convert.TryFromBase64String(signature, given, out var length) && length == given.Length
            && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body), given);
    }
}
