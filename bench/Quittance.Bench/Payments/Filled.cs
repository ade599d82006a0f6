using System.Text.Json;

namespace Quittance.Bench.Payments;

/// <summary>A server of its own whose organization was filled with transactions.</summary>
/// <param name="Transactions">How many it has.</param>
/// <param name="Largest">The payer who has most of them.</param>
/// <param name="Small">A payer who has few.</param>
/// <param name="Cursor">A transaction in the middle of the largest payer's.</param>
internal sealed record Filled(BenchServer Server, long Transactions, Guid Largest, Guid Small, Guid Cursor, double LoadSeconds, double LoadedPerSecond) : IAsyncDisposable
{
    /// <summary>Starts a server and fills its organization by the command that operators have for it; one that was kept is filled already.</summary>
    public static async Task<Filled> StartAsync(BenchOptions options, Report report, long transactions)
    {
        var kept = options.Keep is { } folder ? Path.Combine(folder, $"{transactions}") : null;
        var server = await BenchServer.StartAsync(options, kept);
        var file = server.FileOf("load.json");
        if (kept is not null && File.Exists(file))
        {
            return Of(server, transactions, await File.ReadAllTextAsync(file));
        }

        var told = await LoadAsync(server, server.Organization, transactions);
        var filled = Of(server, transactions, told);
        report.Tell($"loaded {transactions:n0} transactions in {filled.LoadSeconds:n0} s, {filled.LoadedPerSecond:n0} per second");
        await using var analyze = server.Owner.CreateCommand("vacuum analyze");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync();
        await File.WriteAllTextAsync(file, told);
        return filled;
    }

    /// <summary>Fills an organization.</summary>
    /// <returns>What the command told, as JSON.</returns>
    public static Task<string> LoadAsync(BenchServer server, Guid organization, long transactions) =>
        server.CommandAsync("bench", "load", "--organization", $"{organization}", "--transactions", $"{transactions}", "--json");

    /// <summary>How many transactions a load wrote per second.</summary>
    public static double PerSecondOf(string told) => JsonDocument.Parse(told).RootElement.GetProperty("perSecond").GetDouble();

    private static Filled Of(BenchServer server, long transactions, string told)
    {
        var load = JsonDocument.Parse(told).RootElement;
        return new Filled(
            server, transactions, load.GetProperty("largestPayer").GetGuid(), load.GetProperty("smallPayer").GetGuid(), load.GetProperty("cursor").GetGuid(),
            load.GetProperty("seconds").GetDouble(), PerSecondOf(told));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
