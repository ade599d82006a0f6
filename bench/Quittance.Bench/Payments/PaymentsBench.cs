namespace Quittance.Bench.Payments;

/// <summary>The search of the Payments dialect against PostgreSQL itself, against what else people would take, and against itself with five times as many rows.</summary>
/// <remarks>
/// The two sizes are two servers with a database each. In one database both organizations would share tables and indexes, and that a page costs
/// the same in either would be so by itself.
/// </remarks>
internal static class PaymentsBench
{
    public static async Task RunAsync(BenchOptions options)
    {
        var report = new Report(options);
        await using var small = await Filled.StartAsync(options, report, options.Transactions);
        await TakeAsync("pages", options, report, () => new PageRace(small, options, report).RunAsync());
        await TakeAsync("export", options, report, () => new ExportRace(small, options, report).RunAsync());

        var about = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["transactions"] = $"{options.Transactions:n0} and {(long)options.Transactions * options.Factor:n0}",
            ["clients"] = options.Clients,
            ["rounds"] = $"{options.Rounds} of {options.Seconds} s each",
            ["loaded per second"] = $"{small.LoadedPerSecond:n0}",
        };
        if (Takes(options, "filters") || Takes(options, "paying"))
        {
            await using var large = await Filled.StartAsync(options, report, (long)options.Transactions * options.Factor);
            about["loaded per second, larger"] = $"{large.LoadedPerSecond:n0}";
            await OnLargeAsync(small, large, options, report);
        }

        await TakeAsync("ingest", options, report, () => new IngestRace(small.Server, options, report).RunAsync());
        report.Write(about);
    }

    private static async Task OnLargeAsync(Filled small, Filled large, BenchOptions options, Report report)
    {
        await TakeAsync("filters", options, report, () => new FilterFigures(small, large, options, report).RunAsync());
        await TakeAsync("paying", options, report, () => new PayingFigures(large, options, report).RunAsync());
        var memory = large.Server.MemoryMiB();
        report.Within(
            $"memory of the server at {large.Transactions:n0} rows after the run", "MiB", 600, memory, $"{memory} MiB; {large.Server.PeakMiB()} MiB at most");
    }

    // An hour's figures must not be lost because one part could not be taken.
    private static async Task TakeAsync(string part, BenchOptions options, Report report, Func<Task> take)
    {
        if (!Takes(options, part))
        {
            return;
        }

        try
        {
            await take();
        }
#pragma warning disable CA1031 // Whatever it was is told in the table.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            report.NotHere($"the rest of {part}", "", $"{failure.GetType().Name}: {failure.Message}");
        }
    }

    private static bool Takes(BenchOptions options, string part) => options.Part is null || options.Part == part;
}
