using System.Buffers;
using System.Text;

namespace Quittance.Tests.Secrets;

/// <summary>Something that left the server or was kept by it.</summary>
/// <param name="Kind">What sort of thing: <c>response</c>, <c>log</c>, <c>dump</c> ...</param>
/// <param name="Where">Which one: an operation, a table.</param>
internal sealed record Evidence(string Kind, string Where, string Text)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The places where a canary is that must not be there; where it is to be read is told, its text is not.</summary>
    public static IReadOnlyList<string> Leaks(IEnumerable<Evidence> all, IReadOnlyList<Canary> canaries) =>
    [
        .. all.SelectMany(evidence => canaries
            .Where(canary => !(evidence.Kind == "response" && canary.ShownBy.Contains(evidence.Where)))
            .Where(canary => canary.Forms.Any(form => evidence.Text.Contains(form, StringComparison.Ordinal) || Decoded(evidence.Text).Any(text => text.Contains(form, StringComparison.Ordinal))))
            .Select(canary => $"{evidence.Kind} {evidence.Where}: {canary.Name}")).Distinct(StringComparer.Ordinal),
    ];

    // What a dump writes of a bytea column. The secret in hex would be found without this; one that was encoded once more would not.
    private static IEnumerable<string> Decoded(string text)
    {
        for (var at = text.IndexOf(@"\x", StringComparison.Ordinal); at >= 0; at = text.IndexOf(@"\x", at + 2, StringComparison.Ordinal))
        {
            var hex = text.AsSpan(at + 2);
            var length = hex.IndexOfAnyExcept(HexDigits);
            length = (length < 0 ? hex.Length : length) & ~1;
            yield return Encoding.Latin1.GetString(Convert.FromHexString(hex[..length]));
        }
    }
}
