namespace Quittance.Tests.Documents;

/// <summary>
/// Real invoices with what they state beside them: a few in this repository, and the whole published suites where a copy of them
/// stands beside the checkout (<c>../shared</c>) or where <c>QUITTANCE_SHARED</c> says.
/// </summary>
internal static class InvoiceSamples
{
    private const string ListName = "expected.csv";

    private static readonly string Repository = FindRepository();

    public static string Committed => Path.Combine(Repository, "tests", "Quittance.Tests", "Documents", "Fixtures");

    /// <summary>Null where the suites are not at hand.</summary>
    public static string? Shared { get; } = FindShared();

    public static string WhyNotShared => "The published invoice suites (data/einvoices) are neither at QUITTANCE_SHARED nor at ../shared beside the checkout.";

    public static byte[] Fixture(string file) => File.ReadAllBytes(Path.Combine(Committed, file));

    public static IReadOnlyList<ExpectedInvoice> ExpectedIn(string folder)
    {
        var rows = Rows(File.ReadAllText(Path.Combine(folder, ListName)));
        var columns = rows[0].Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
        return [.. rows.Skip(1).Select(row => new ExpectedInvoice(column => row[columns[column]]))];
    }

    // RFC 4180 without line breaks inside fields, which these lists do not have.
    private static List<List<string>> Rows(string csv) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Cells(line.TrimEnd('\r')))];

    private static List<string> Cells(string line)
    {
        var cells = new List<string> { "" };
        var isQuoted = false;
        foreach (var character in line)
        {
            if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (character == ',' && !isQuoted)
            {
                cells.Add("");
            }
            else
            {
                cells[^1] += character;
            }
        }

        return cells;
    }

    private static string? FindShared()
    {
        var shared = Environment.GetEnvironmentVariable("QUITTANCE_SHARED") ?? Path.Combine(Repository, "..", "shared");
        var folder = Path.GetFullPath(Path.Combine(shared, "data", "einvoices"));
        return File.Exists(Path.Combine(folder, ListName)) ? folder : null;
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Quittance.slnx")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("The tests must run from inside the repository.");
    }
}
