using System.Globalization;
using System.Text.Json;
using Npgsql;
using Quittance.Server.Api.Payments;

namespace Quittance.Bench.Payments;

/// <summary>The newest page and one from a cursor of the largest payer, by everybody who can answer with it, in turns.</summary>
internal sealed class PageRace(Filled filled, BenchOptions options, Report report)
{
    private const int Rows = 10;
    private const double PgbenchBound = 0.5;

    private static readonly bool[] Countings = [true, false];

    private readonly List<(string Name, double Bound, Rival Rival)> _rivals = [];

    public async Task RunAsync()
    {
        var reader = await Rival.ReaderAsync(filled.Server);
        await using var source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(reader.ConnectionString) { MaxAutoPrepare = 50, AutoPrepareMinUsages = 2, MaxPoolSize = 100 }.ConnectionString).Build();
        await AddAsync("Express and pg, one JSON-building statement", 10, () => Rival.ExpressAsync(filled, reader, options, report));
        await AddAsync("PostGraphile", 15, () => Rival.PostGraphileAsync(filled, reader, options, report));
        await AddAsync("Directus", 40, () => Rival.DirectusAsync(filled, reader, options, report));
        try
        {
            await using var raw = await RawBatchServer.StartAsync(source, filled);
            await RaceAsync("newest page", "newest-page.sql", raw, isCursor: false);
            await RaceAsync("cursor page", "cursor-page.sql", raw, isCursor: true);
        }
        finally
        {
            foreach (var (_, _, rival) in _rivals)
            {
                await rival.DisposeAsync();
            }
        }
    }

    private async Task AddAsync(string name, double bound, Func<Task<Rival>> start)
    {
        try
        {
            _rivals.Add((name, bound, await start()));
        }
        catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException or NpgsqlException)
        {
            report.NotHere($"pages vs {name}", string.Create(CultureInfo.InvariantCulture, $"≥ {bound}x"), failure.Message);
        }
    }

    private async Task RaceAsync(string page, string script, RawBatchServer raw, bool isCursor)
    {
        var server = filled.Server;
        var path = $"/transactions?payerId={PaymentsIds.Write(PaymentsIds.Entity, filled.Largest)}&limit={Rows}"
            + (isCursor ? $"&startingAfter={PaymentsIds.Write(PaymentsIds.Transaction, filled.Cursor)}" : "");
        var request = WireClient.Request("GET", path, server.Token);
        RequireWhole(request);
        var ours = Contestant.Http("Quittance", server.Address, request, options.Clients, server.Processor, server.DatabaseProcessor);
        var pgbench = Pgbench.Missing(script) is null ? Pgbench.Of("pgbench, the same statement", script, filled, options) : null;
        var batches = Countings.Select(isCounted => (IsCounted: isCounted, Contestant: Contestant.Http(
            isCounted ? "raw Npgsql batch" : "raw Npgsql batch, without the count",
            raw.Address, RawBatchServer.Page(isCursor, isCounted), options.Clients, RawBatchServer.Processor, server.DatabaseProcessor))).ToList();
        var others = _rivals.SelectMany(rival => Countings.Select(isCounted => (rival.Name, rival.Bound, IsCounted: isCounted, Contestant: Contestant.Http(
            isCounted ? rival.Name : $"{rival.Name}, without the count",
            rival.Rival.Program.Address, rival.Rival.Page(isCursor, isCounted), options.Clients, rival.Rival.Program.Processor, server.DatabaseProcessor)))).ToList();

        Contestant[] all = [ours, .. pgbench is null ? (Contestant[])[] : [pgbench], .. batches.Select(batch => batch.Contestant), .. others.Select(other => other.Contestant)];
        await Contestant.RaceAsync(options, all);
        foreach (var contestant in all)
        {
            report.Raw($"{page}: {contestant.Name}", contestant.Median);
        }

        Tell(page, "pgbench on the same statement", PgbenchBound, ours, pgbench, Pgbench.Missing(script));
        foreach (var (isCounted, contestant) in batches)
        {
            Tell(page, $"a raw Npgsql nine-statement batch{Counted(isCounted)}", 5, ours, contestant, null);
        }

        foreach (var (name, bound, isCounted, contestant) in others)
        {
            Tell(page, $"{name}{Counted(isCounted)}", bound, ours, contestant, null);
        }
    }

    private static string Counted(bool isCounted) => isCounted ? ", with the exact count that every answer has" : ", which leaves the count out";

    private void Tell(string page, string other, double bound, Contestant ours, Contestant? theirs, string? missing)
    {
        var figure = $"{page}, HTTP through the server, vs {other}";
        if (theirs is null)
        {
            report.NotHere(figure, string.Create(CultureInfo.InvariantCulture, $"≥ {bound}x"), missing!);
            return;
        }

        report.AtLeast(figure, bound, ours.Median.PerSecond / theirs.Median.PerSecond, string.Create(CultureInfo.InvariantCulture, $"{ours.Median.PerSecond:n0} : {theirs.Median.PerSecond:n0} per second"));
    }

    // A page that were short or wrong would be fast.
    private void RequireWhole(byte[] request)
    {
        using var client = new WireClient(filled.Server.Address);
        var answer = JsonDocument.Parse(client.Send(request).Ok().Body).RootElement;
        if (answer.GetProperty("data").GetArrayLength() != Rows || answer.GetProperty("data")[0].GetProperty("payer").GetProperty("id").GetString() is null)
        {
            throw new InvalidOperationException("The server's page is not what it should be.");
        }
    }
}
