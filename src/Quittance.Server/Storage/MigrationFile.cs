using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Quittance.Server.Storage;

/// <summary>One step of the schema, from <c>Storage/Migrations/NNNN_name.sql</c>. Once released it is never changed; the next step corrects it.</summary>
/// <param name="Sha256">Of the text with line feeds only, in UTF-8, as lower-case hex: so a checkout with other line ends is the same file.</param>
internal sealed partial record MigrationFile(int Number, string Name, string Sql, string Sha256)
{
    private const string ResourceFolder = "migrations/";

    private static readonly Lazy<IReadOnlyList<MigrationFile>> All = new(ReadAll);

    /// <summary>All that are built into this program, in order.</summary>
    public static IReadOnlyList<MigrationFile> Embedded => All.Value;

    /// <exception cref="MigrationException">The name is not of the form <c>NNNN_name.sql</c>.</exception>
    public static MigrationFile Parse(string fileName, string text)
    {
        var match = FileName().Match(fileName);
        if (!match.Success)
        {
            throw new MigrationException($"Migration {fileName}: the name must be like 0001_first_tables.sql.");
        }

        var sql = text.ReplaceLineEndings("\n");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
        return new MigrationFile(int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["name"].Value, sql, hash);
    }

    public override string ToString() => $"{Number:D4}_{Name}";

    private static List<MigrationFile> ReadAll()
    {
        var assembly = typeof(MigrationFile).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourceFolder, StringComparison.Ordinal))
            .Select(name =>
            {
                using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Parse(name[ResourceFolder.Length..], text.ReadToEnd());
            })
            .OrderBy(file => file.Number)];
    }

    [GeneratedRegex(@"^(?<number>\d{4})_(?<name>[a-z0-9_]+)\.sql\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
