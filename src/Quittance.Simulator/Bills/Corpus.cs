using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Bills;

/// <summary>What stocks an account: a handful of made-up bills, and the operator's own files.</summary>
internal sealed class Corpus(SimulatorOptions options)
{
    private static readonly string[] Endings = [".xml", ".pdf"];

    private readonly Lazy<IReadOnlyList<BillFile>> _files = new(() => [.. MadeUp().Select(bill => bill.Write()), .. Given(options.CorpusFolder)]);

    public IReadOnlyList<BillFile> Files => _files.Value;

    /// <summary>Puts every bill into the account, at every provider.</summary>
    public void Stock(Account account)
    {
        foreach (var provider in Enum.GetValues<Provider>())
        {
            foreach (var file in Files)
            {
                account.Bills(provider).Add(file);
            }
        }
    }

    private static IEnumerable<BillTemplate> MadeUp()
    {
        var paper = new Party("Papeterie des Exemples SAS", "500000005", "FR78500000005", null, "FR7630006000011234567890189");
        yield return new BillTemplate { Number = "EDR-2026-0501", Lines = [new("Encre pigmentée, 1 litre", 10, 50), new("Papier baryté, 50 feuilles", 5, 19)] };
        yield return new BillTemplate { Number = "EDR-2026-0502", Syntax = DocumentSyntax.Cii, Total = 240.00m };
        yield return new BillTemplate { Number = "PDE-77", Seller = paper, IssueDate = new(2026, 2, 3), Lines = [new("Ramettes A4", 40, 4.35m), new("Livre d'or", 1, 38.50m, 5.5m)] };
        yield return new BillTemplate { Number = "PDE-78", Seller = paper, Syntax = DocumentSyntax.Cii, IssueDate = new(2026, 2, 17), Net = 1250m };
        yield return new BillTemplate { Number = "EDR-2026-A07", IsCreditNote = true, IssueDate = new(2026, 2, 20), Net = 50m };
        yield return new BillTemplate { Number = "PDE-79", Seller = paper, IssueDate = new(2026, 3, 2), Total = 99.99m };
    }

    private static IEnumerable<BillFile> Given(string? folder) => folder is null
        ? []
        : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(path => GivenFile.Take(Path.GetFileName(path), File.ReadAllBytes(path), new BillTemplate { Number = Path.GetFileNameWithoutExtension(path) }));
}
