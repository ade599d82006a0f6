using System.Globalization;
using System.Text.Json;
using Quittance.Server.Api.Payments;

namespace Quittance.Bench.Payments;

/// <summary>What pages, counts and searches take by the server's own clock, on the smaller and on the larger server in turns.</summary>
internal sealed class FilterFigures(Filled small, Filled large, BenchOptions options, Report report)
{
    private const int RequestsEach = 200;
    private const int WarmRounds = 3; // Until what is used often is compiled for good.
    private const double SameBound = 1.2;

    public async Task RunAsync()
    {
        var (few, many) = (await Sample.OfAsync(small, small.Largest), await Sample.OfAsync(large, large.Largest));
        await PlainAsync(few, many);
        await SearchesAsync(many);
        await SmallPayerAsync();
    }

    // No free text: whatever the filter, five times as many rows must not show.
    private Task PlainAsync(Sample few, Sample many)
    {
        (string Name, Func<Sample, string> Of)[] filters =
        [
            ("no filter", _ => ""),
            ("status", _ => "&status=COMPLETED"),
            ("status and type", _ => "&status=FAILED&transactionType=bankAccountToBankAccount"),
            ("vendor", sample => $"&vendorId={PaymentsIds.Write(PaymentsIds.Entity, sample.Vendor)}"),
            ("a month", sample => $"&startDate={sample.From}&endDate={sample.Until}"),
            ("a month and status", sample => $"&startDate={sample.From}&endDate={sample.Until}&status=COMPLETED"),
        ];
        foreach (var (name, of) in filters)
        {
            var times = Alternate((small, Path(few, of(few))), (large, Path(many, of(many))));
            Tell($"page and exact count, {name}, largest payer", times[0], times[1]);
        }

        return Task.CompletedTask;
    }

    private Task SearchesAsync(Sample many)
    {
        var whole = Of(large, Path(many, ""), 1).Matches;
        foreach (var (name, term) in new[] { ("vendor's name", many.VendorTerm), ("invoice number", many.NumberTerm), ("check number", many.CheckTerm), ("amount", many.AmountTerm) })
        {
            Within($"search by {name}", 3, Searching(many, term));
        }

        var all = Searching(many, many.CommonTerm);
        Within($"search that takes {(all.Matches == whole ? "every row" : $"{all.Matches:n0} of {whole:n0} rows")} (\"{many.CommonTerm}\")", 20, all);
        Within("search that takes most rows (\"inv-\")", 20, Searching(many, "inv-"));
        foreach (var term in new[] { "7", "77", "in" })
        {
            Within($"search of {term.Length} character{(term.Length == 1 ? "" : "s")} (\"{term}\")", 5, Searching(many, term));
        }

        Within("filter by metadata", 5, Of(large, Path(many, $"&metadata[key]={Escaped(many.MetadataKey)}&metadata[value]={Escaped(many.MetadataValue)}"), RequestsEach * options.Rounds));
        Within("filter by lineItemGlAccountId", 5, Of(large, Path(many, $"&lineItemGlAccountId={Escaped(many.Account)}"), RequestsEach * options.Rounds));
        return Task.CompletedTask;
    }

    private async Task SmallPayerAsync()
    {
        var few = await Sample.OfAsync(small, small.Small);
        var many = await Sample.OfAsync(large, await Sample.PayerWithAsync(large, few.Count));
        var times = Alternate((small, Path(few, $"&search={Escaped(few.VendorTerm)}")), (large, Path(many, $"&search={Escaped(many.VendorTerm)}")));
        Tell($"search with exact count, payers with {few.Count:n0} and {many.Count:n0} transactions", times[0], times[1]);
    }

    private ServerTimes Searching(Sample sample, string term) => Of(large, Path(sample, $"&search={Escaped(term)}"), RequestsEach * options.Rounds);

    private void Within(string name, double bound, ServerTimes times)
    {
        report.Raw(name, times);
        report.Within(
            $"{name} with exact count, largest payer at {large.Transactions:n0}", "ms server time", bound, times.Typical,
            string.Create(CultureInfo.InvariantCulture, $"{times.Typical:0.00} ms, p99 {times.P99:0.0}, {times.Matches:n0} found; the first one {times.First:0.0} ms"));
    }

    private void Tell(string name, ServerTimes few, ServerTimes many)
    {
        report.Raw($"{name}, {small.Transactions:n0}", few);
        report.Raw($"{name}, {large.Transactions:n0}", many);
        report.AtMost(
            $"{name}, {large.Transactions:n0} : {small.Transactions:n0}", SameBound, many.Typical / few.Typical,
            string.Create(CultureInfo.InvariantCulture, $"{many.Typical:0.00} : {few.Typical:0.00} ms server time, {many.Matches:n0} : {few.Matches:n0} found"));
    }

    private static string Path(Sample sample, string filter) => $"/transactions?payerId={PaymentsIds.Write(PaymentsIds.Entity, sample.Payer)}{filter}";

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private List<ServerTimes> Alternate(params (Filled Filled, string Path)[] asked)
    {
        var clients = asked.Select(one => new WireClient(one.Filled.Server.Address)).ToList();
        var times = asked.Select(_ => new List<double>()).ToList();
        var first = new double[asked.Length];
        var matches = new long[asked.Length];
        for (var round = -WarmRounds; round < options.Rounds; round++)
        {
            for (var who = 0; who < asked.Length; who++)
            {
                var request = WireClient.Request("GET", asked[who].Path, asked[who].Filled.Server.Token);
                for (var count = 0; count < RequestsEach; count++)
                {
                    var answer = clients[who].Send(request).Ok();
                    if (round >= 0)
                    {
                        times[who].Add(answer.ServerMs);
                    }
                    else if (round == -WarmRounds && count == 0)
                    {
                        (first[who], matches[who]) = (answer.ServerMs, JsonDocument.Parse(answer.Body).RootElement.GetProperty("count").GetInt64());
                    }
                }
            }
        }

        clients.ForEach(client => client.Dispose());
        return [.. times.Select((mine, who) => ServerTimes.Of(first[who], mine, matches[who]))];
    }

    private static ServerTimes Of(Filled filled, string path, int count)
    {
        using var client = new WireClient(filled.Server.Address);
        var request = WireClient.Request("GET", path, filled.Server.Token);
        var first = client.Send(request).Ok();
        var matches = JsonDocument.Parse(first.Body).RootElement.GetProperty("count").GetInt64();
        return ServerTimes.Of(first.ServerMs, [.. Enumerable.Range(0, count).Select(_ => client.Send(request).Ok().ServerMs)], matches);
    }
}
