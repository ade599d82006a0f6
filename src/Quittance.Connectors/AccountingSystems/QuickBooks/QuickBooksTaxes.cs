using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>A company's tax codes for purchases. What a line carries is a code; a code is made of one rate or several.</summary>
/// <remarks>A company in the United States has none: sales tax on a purchase is a part of its cost there.</remarks>
internal sealed class QuickBooksTaxes
{
    private const int RatesOfCodeMax = 100;

    // What Intuit's own codes for a purchase without tax are called in its editions.
    private static readonly string[] NamesOfNone = ["No VAT", "Out of Scope", "BAS Excluded", "Out of scope", "No Tax"];

    private readonly Dictionary<string, IReadOnlyList<Part>> _codes = new(StringComparer.Ordinal);

    private QuickBooksTaxes(IReadOnlyList<RemoteTaxRate> rates) => Rates = rates;

    /// <summary>Every code that a purchase can carry.</summary>
    public IReadOnlyList<RemoteTaxRate> Rates { get; }

    /// <summary>Whether no purchase can carry a tax: the company is in the United States, or gets no tax back.</summary>
    public bool IsWithoutAny => !Rates.Any(rate => rate.IsActive);

    public static async Task<QuickBooksTaxes> LoadAsync(QuickBooksApi api, AccountingAccess access, CancellationToken cancel)
    {
        var rates = (await api.QueryAllAsync(access, "TaxRate", "", cancel))
            .DistinctBy(rate => rate.RequiredText("Id")).ToDictionary(rate => rate.RequiredText("Id"), StringComparer.Ordinal);
        var codes = new Dictionary<string, IReadOnlyList<Part>>(StringComparer.Ordinal);
        var listed = new List<RemoteTaxRate>();
        foreach (var code in await api.QueryAllAsync(access, "TaxCode", " where Active IN (true, false)", cancel))
        {
            if (PartsOf(code, rates) is { Count: > 0 } parts && codes.TryAdd(code.RequiredText("Id"), parts))
            {
                listed.Add(Listed(code, parts));
            }
        }

        var taxes = new QuickBooksTaxes(listed);
        foreach (var (id, parts) in codes)
        {
            taxes._codes.Add(id, parts);
        }

        return taxes;
    }

    /// <summary>The code of a line without tax, where others have some: QuickBooks wants one on each.</summary>
    /// <exception cref="AccountingException">There is none, or nobody can tell which one is meant.</exception>
    public string None()
    {
        var free = Rates.Where(rate => rate is { IsActive: true, EffectiveRate: 0, Components.Count: 1 }).ToList();
        return NamesOfNone.Select(name => free.Find(rate => rate.Name == name)).FirstOrDefault(rate => rate is not null)?.Id
            ?? (free.Count == 1 ? free[0].Id : throw new AccountingException(
                AccountingFault.TaxRateMissing, "A line has no tax rate, and QuickBooks has no single purchase tax code of 0 %. Choose one for the line."));
    }

    /// <summary>The taxes of a bill as they are on it, whatever QuickBooks would round them to.</summary>
    /// <param name="lines">Those with a tax code.</param>
    /// <returns>Null when none of the codes has a rate above zero.</returns>
    /// <exception cref="AccountingException">A code is not there, or its rate is zero and the line has tax.</exception>
    public JsonObject? Detail(IReadOnlyList<(string CodeId, decimal Net, decimal Tax)> lines, int digits)
    {
        var taxLines = new Dictionary<string, (Part Part, decimal Net, decimal Tax)>(StringComparer.Ordinal);
        foreach (var group in lines.GroupBy(line => line.CodeId, StringComparer.Ordinal))
        {
            var parts = _codes.GetValueOrDefault(group.Key) ?? throw new AccountingException(AccountingFault.TaxRateMissing, $"QuickBooks has no purchase tax code {group.Key}.");
            var (net, tax) = (group.Sum(line => line.Net), group.Sum(line => line.Tax));
            foreach (var (part, share) in Shares(parts, net, tax, digits))
            {
                var (_, netBefore, taxBefore) = taxLines.GetValueOrDefault(part.RateId);
                taxLines[part.RateId] = (part, netBefore + net, taxBefore + share);
            }
        }

        return taxLines.Values.All(line => line.Part.Percent == 0) ? null : new JsonObject
        {
            ["TotalTax"] = taxLines.Values.Sum(line => line.Tax),
            ["TaxLine"] = new JsonArray([.. taxLines.Values.Select(line => (JsonNode)new JsonObject
            {
                ["Amount"] = line.Tax,
                ["DetailType"] = "TaxLineDetail",
                ["TaxLineDetail"] = new JsonObject
                {
                    ["TaxRateRef"] = new JsonObject { ["value"] = line.Part.RateId },
                    ["PercentBased"] = true,
                    ["TaxPercent"] = line.Part.Percent,
                    ["NetAmountTaxable"] = line.Net,
                },
            })]),
        };
    }

    /// <summary>Each rate's part of the tax; the last of them takes what rounding left.</summary>
    private static List<(Part Part, decimal Tax)> Shares(IReadOnlyList<Part> parts, decimal net, decimal tax, int digits)
    {
        if (parts.All(part => part.Percent == 0) && tax != 0)
        {
            throw new AccountingException(AccountingFault.TaxRateMissing, $"A line has tax, and its tax code in QuickBooks has a rate of 0 %.");
        }

        var shares = new List<(Part, decimal)>();
        var (rest, before) = (tax, 0m);
        for (var at = 0; at < parts.Count; at++)
        {
            var share = at == parts.Count - 1 ? rest : decimal.Round((net + (parts[at].IsCompound ? before : 0)) * parts[at].Percent / 100, digits, MidpointRounding.AwayFromZero);
            shares.Add((parts[at], share));
            (rest, before) = (rest - share, before + share);
        }

        return shares;
    }

    /// <returns>Nothing when one of its rates is not known: what is left would be another rate.</returns>
    private static IReadOnlyList<Part> PartsOf(JsonElement code, Dictionary<string, JsonElement> rates)
    {
        var parts = new List<Part>();
        foreach (var detail in (code.Part("PurchaseTaxRateList")?.Items("TaxRateDetail", RatesOfCodeMax) ?? []).OrderBy(detail => detail.Number("TaxOrder") ?? 0))
        {
            if (detail.Ref("TaxRateRef") is not { } id || !rates.TryGetValue(id, out var rate))
            {
                return [];
            }

            var isCompound = detail.Text("TaxTypeApplicable") is "TaxOnAmountPlusTax" or "TaxOnTax";
            parts.Add(new Part(id, rate.Text("Name") ?? id, rate.Number("RateValue") ?? 0, isCompound));
        }

        return parts;
    }

    private static RemoteTaxRate Listed(JsonElement code, IReadOnlyList<Part> parts)
    {
        var effective = parts.Aggregate(0m, (sum, part) => sum + (part.Percent * (1 + (part.IsCompound ? sum / 100 : 0))));
        return new RemoteTaxRate(
            code.RequiredText("Id"),
            code.Text("Name") ?? code.RequiredText("Id"),
            null,
            Hundredths(effective),
            Hundredths(parts.Sum(part => part.Percent)),
            (code.Flag("Active") ?? true) && code.Flag("Hidden") is not true,
            [.. parts.Select(part => new RemoteTaxComponent(part.Name, Hundredths(part.Percent), part.IsCompound))]);
    }

    private static int Hundredths(decimal percent) => Math.Abs(percent) <= 10_000
        ? (int)decimal.Round(percent * 100, MidpointRounding.AwayFromZero)
        : throw new AccountingException(AccountingFault.BadAnswer, string.Create(CultureInfo.InvariantCulture, $"QuickBooks answered a tax rate of {percent} %."));

    /// <summary>One rate of a code.</summary>
    private sealed record Part(string RateId, string Name, decimal Percent, bool IsCompound);
}
