using System.Globalization;
using System.Text;

namespace Quittance.Connectors.Documents;

/// <summary>Names of files that strangers chose: for people to read, never paths to write to.</summary>
internal static class FileNames
{
    private const int CharactersMax = 255;

    /// <summary>The last part of a path of any system, without characters that only deceive (controls, changes of direction).</summary>
    public static string WithoutFolders(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var shown = new StringBuilder(Math.Min(name.Length, CharactersMax));
        foreach (var rune in name.EnumerateRunes())
        {
            if (shown.Length + rune.Utf16SequenceLength > CharactersMax)
            {
                break;
            }

            var isShown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format);
            shown.Append(isShown ? rune.ToString() : "");
        }

        return shown.ToString().Trim();
    }
}
