using System.Text.Json;

namespace Quittance.Bench.Payments;

/// <summary>A server of its own whose organization was filled with transactions.</summary>
/// <param name="Transactions">How many it has.</param>
/// <param name="Largest">The payer who has most of them.</param>
/// <param name="Small">A payer who has few.</param>
/// <param name="Cursor">A transaction in the middle of the largest payer's.</param>
internal sealed record Filled(BenchServer Server, long Transactions, Guid Largest, Guid Small, Guid Cursor, double LoadSeconds, double LoadedPerSecond) : IAsyncDisposable
{
    /// <summary>Starts a server and fills its organization by the command that operators have for it.</summary>
    public static async Task<Filled> StartAsync(BenchOptions options, Report report, long transactions)
    {
        var server = await BenchServer.StartAsync(options);
        var filled = await LoadAsync(server, server.Organization, transactions);
        report.Tell($"loaded {transactions:n0} transactions in {filled.LoadSeconds:n0} s, {filled.LoadedPerSecond:n0} per second");
        await using var analyze = server.Owner.CreateCommand("vacuum analyze");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync();
        return filled;
    }

    public static async Task<Filled> LoadAsync(BenchServer server, Guid organization, long transactions)
    {
        var told = JsonDocument.Parse(await server.CommandAsync("bench", "load", "--organization", $"{organization}", "--transactions", $"{transactions}", "--json")).RootElement;
        return new Filled(
            server, transactions, told.GetProperty("largestPayer").GetGuid(), told.GetProperty("smallPayer").GetGuid(), told.GetProperty("cursor").GetGuid(),
            told.GetProperty("seconds").GetDouble(), told.GetProperty("perSecond").GetDouble());
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
