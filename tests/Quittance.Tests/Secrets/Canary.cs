using System.Net;
using System.Text;
using System.Text.Json;

namespace Quittance.Tests.Secrets;

/// <summary>A secret that is known to a test, so that every place can be searched for it.</summary>
/// <param name="Name">What it is, for the message of a failed test.</param>
/// <param name="Text">Distinctive, and long enough not to turn up by accident.</param>
internal sealed record Canary(string Name, string Text)
{
    /// <summary>The operations whose answer is documented to show it, as <c>POST /api/tokens</c>.</summary>
    public IReadOnlyList<string> ShownBy { get; init; } = [];

    /// <summary>Every way in which the secret could be written and still be read.</summary>
    public IReadOnlyList<string> Forms { get; } = [.. FormsOf(Text).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> FormsOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        yield return text;
        yield return JsonEncodedText.Encode(text).ToString();
        yield return Uri.EscapeDataString(text);
        yield return WebUtility.UrlEncode(text);
        yield return WebUtility.HtmlEncode(text);
        yield return string.Join(' ', text.Chunk(4).Select(group => new string(group)));
        yield return Convert.ToHexStringLower(bytes);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(Encoding.Unicode.GetBytes(text));
        foreach (var base64 in Enumerable.Range(0, 3).Select(before => Base64(bytes, before)))
        {
            yield return base64;
            yield return base64.Replace('+', '-').Replace('/', '_');
        }
    }

    // Inside of something longer the secret begins at any of the three places of a group; the letters at its edges are shared with
    // what is beside it, and are left out.
    private static string Base64(byte[] bytes, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
        var (first, last) = ((before * 8 + 5) / 6, (before + bytes.Length) * 8 / 6);
        return text[first..last];
    }
}
