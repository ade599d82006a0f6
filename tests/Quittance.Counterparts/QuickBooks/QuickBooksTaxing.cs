using System.Text.Json.Nodes;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>Works out the taxes of a bill, as a company outside the United States has them.</summary>
internal sealed class QuickBooksTaxing(QuickBooksRealm realm)
{
    /// <summary>Writes the taxes into the bill and gives their sum.</summary>
    public decimal Tax(JsonObject bill, List<JsonObject> lines)
    {
        var codes = lines.Select(line => QuickBooksRealm.Ref((JsonObject)line["AccountBasedExpenseLineDetail"]!, "TaxCodeRef")).ToList();
        if (realm.Country == "US")
        {
            bill.Remove("GlobalTaxCalculation");
            bill.Remove("TxnTaxDetail");
            return codes.Exists(code => code is not (null or "TAX" or "NON")) ? throw QuickBooksFaultException.Reference("TaxCode", codes.Find(code => code is not null)) : 0;
        }

        var mode = QuickBooksRealm.Text(bill, "GlobalTaxCalculation") ?? throw QuickBooksFaultException.Missing("GlobalTaxCalculation");
        if (mode == "NotApplicable")
        {
            bill.Remove("TxnTaxDetail");
            return 0;
        }

        if (mode != "TaxExcluded" || codes.Contains(null))
        {
            throw QuickBooksFaultException.Rule("Make sure all your transactions have a VAT rate before you save.");
        }

        var taxLines = new SortedDictionary<string, (decimal Net, decimal Percent)>(StringComparer.Ordinal);
        for (var at = 0; at < lines.Count; at++)
        {
            foreach (var rate in RatesOf(codes[at]!))
            {
                var (net, _) = taxLines.GetValueOrDefault(rate.Id);
                taxLines[rate.Id] = (net + QuickBooksRealm.Number(lines[at], "Amount"), rate.Percent);
            }
        }

        return Write(bill, taxLines);
    }

    private decimal Write(JsonObject bill, SortedDictionary<string, (decimal Net, decimal Percent)> taxes)
    {
        var told = ((bill["TxnTaxDetail"] as JsonObject)?["TaxLine"] as JsonArray ?? []).OfType<JsonObject>()
            .ToDictionary(line => QuickBooksRealm.Ref(line["TaxLineDetail"] as JsonObject, "TaxRateRef") ?? "", line => QuickBooksRealm.Number(line, "Amount"), StringComparer.Ordinal);
        if (told.Keys.FirstOrDefault(id => !taxes.ContainsKey(id)) is { } stranger)
        {
            throw QuickBooksFaultException.Reference("TaxRate", stranger);
        }

        var sum = 0m;
        var lines = new JsonArray();
        foreach (var (id, (net, percent)) in taxes)
        {
            var amount = told.TryGetValue(id, out var wanted) && !realm.ComputesTaxesItself ? wanted : decimal.Round(net * percent / 100, 2, MidpointRounding.AwayFromZero);
            sum += amount;
            lines.Add(new JsonObject
            {
                ["Amount"] = amount,
                ["DetailType"] = "TaxLineDetail",
                ["TaxLineDetail"] = new JsonObject
                {
                    ["TaxRateRef"] = new JsonObject { ["value"] = id },
                    ["PercentBased"] = true,
                    ["TaxPercent"] = percent,
                    ["NetAmountTaxable"] = net,
                },
            });
        }

        bill["TxnTaxDetail"] = new JsonObject { ["TotalTax"] = sum, ["TaxLine"] = lines };
        return sum;
    }

    private IEnumerable<(string Id, decimal Percent)> RatesOf(string code)
    {
        var found = realm.Get("TaxCode", code) ?? throw QuickBooksFaultException.Reference("TaxCode", code);
        foreach (var detail in (found["PurchaseTaxRateList"]?["TaxRateDetail"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var id = QuickBooksRealm.Ref(detail, "TaxRateRef")!;
            yield return (id, QuickBooksRealm.Number(realm.Get("TaxRate", id), "RateValue"));
        }
    }
}
