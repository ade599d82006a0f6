using System.Text;

namespace Quittance.Server.Showing;

/// <summary>Texts as they are compared when searching: without case, in one normal form, and without the character that separates terms.</summary>
/// <remarks>
/// Unicode's simple case folding (CaseFolding.txt, C and S) as near as .NET comes to it: to capitals and back, which brings together
/// <c>ς</c> and <c>σ</c>, the Kelvin sign and <c>k</c>, but not <c>ß</c> and <c>ss</c>. What is stored and what is asked for go
/// through the same function, so both agree whatever it does.
/// </remarks>
internal static class Folding
{
    public const char Separator = '\u001f';

    public static string Fold(string text)
    {
        var plain = IsWellFormed(text) && !text.IsNormalized() ? text.Normalize() : text;
#pragma warning disable CA1308 // Lower case is the normal form here.
        return plain.ToUpperInvariant().ToLowerInvariant().Replace(Separator, ' ');
#pragma warning restore CA1308
    }

    private static bool IsWellFormed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]) && !(Rune.TryGetRuneAt(text, at, out _) && ++at > 0))
            {
                return false;
            }
        }

        return true;
    }
}
