using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Connectors.InvoiceProviders.DropFolder;

/// <summary>A file that lies in a drop folder.</summary>
internal sealed record DropFile(string Name, FileState State)
{
    // A name behind '-' is the file's own; one behind '+' had to be changed to stand in an id.
    private const char Own = '-';
    private const char Changed = '+';
    private const int MarkLength = 16;
    private const int ShownMax = 160;
    private const int NameBytesMax = 255;

    // What programs that copy and upload call a file that they have not finished.
    private static readonly string[] Unfinished = [".tmp", ".part", ".filepart", ".crdownload"];

    /// <summary>The file and its name: stays when its content changes, and is another for the next file of that name.</summary>
    public string ExternalId { get; } = IdOf(Name, State);

    /// <summary>Changes with the content.</summary>
    public string Version => string.Create(CultureInfo.InvariantCulture, $"{State.SizeBytes}-{State.ModifiedAt}");

    /// <summary>The name without what a screen or a log should not show.</summary>
    public string ShownName => Shown(Name);

    /// <summary>Whether a name is one of a finished file in the folder itself.</summary>
    public static bool IsOffered(string name) =>
        name is not ("" or ['.', ..]) && name.AsSpan().IndexOfAny('/', '\0') < 0 && !Unfinished.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>The file name that an id holds; null if the folder has to be searched for it.</summary>
    public static string? NameIn(string externalId) => externalId.Length > MarkLength + 1 && externalId[MarkLength] == Own ? externalId[(MarkLength + 1)..] : null;

    /// <summary>Whether an id holds a changed name.</summary>
    public static bool IsChanged(string externalId) => externalId.Length > MarkLength + 1 && externalId[MarkLength] == Changed;

    /// <summary>The names to give the file where its own may be taken, best first.</summary>
    public IEnumerable<string> Names() =>
        Enumerable.Range(2, 98).Select(number => $"-{number}").Prepend("").Append($"-{ExternalId[..MarkLength]}").Select(WithSuffix);

    private string WithSuffix(string suffix)
    {
        var dot = Name.LastIndexOf('.');
        var (stem, end) = dot > 0 && Name.Length - dot <= 10 ? (Name[..dot], Name[dot..]) : (Name, "");
        while (suffix.Length > 0 && stem.Length > 1 && Encoding.UTF8.GetByteCount(stem + suffix + end) > NameBytesMax)
        {
            stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        }

        return stem + suffix + end;
    }

    private static string IdOf(string name, FileState state)
    {
        // A deleted file's number is given to another, so the time of birth goes with it; without one, the time of change has to do.
        var identity = state.BornAt is { } born
            ? string.Create(CultureInfo.InvariantCulture, $"{state.Number}/{born}/{name}")
            : string.Create(CultureInfo.InvariantCulture, $"{state.Number}/{state.ModifiedAt}/{state.SizeBytes}/{name}");
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..MarkLength];

        var shown = Shown(name);
        return shown == name && name.Length <= ShownMax ? $"{mark}{Own}{name}" : $"{mark}{Changed}{shown[..Math.Min(shown.Length, ShownMax)]}";
    }

    private static string Shown(string name) => string.Concat(name.Select(letter =>
        char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate ? '_' : letter));
}
