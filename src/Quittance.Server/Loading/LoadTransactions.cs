using System.Diagnostics;
using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Loading;

/// <summary>Fills an organization with complete transactions, as many as one likes, to measure by. A server may run beside it.</summary>
/// <remarks>
/// Rows are written past the operations that everybody uses, by COPY; what is shown and found of them is made by the same code as ever
/// (<see cref="Showing.TransactionDocument"/>), and <c>verify</c> finds no difference. Everything that is written is of the one
/// organization (<see cref="CopyBuffer"/>). No job is made: what is under way stays so, and nothing moves while something is measured.
/// </remarks>
internal sealed class LoadTransactions(SecretBox secrets, TimeProvider clock)
{
    /// <summary>Transactions that one commit writes.</summary>
    private const int ChunkSize = 10_000;

    /// <summary>Connections that write at the same time, each of other payers.</summary>
    private const int Lanes = 3;

    /// <summary>Over how long before now the transactions are spread.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromDays(730);

    /// <summary>How long before that their businesses were made.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(90);

    /// <param name="owner">A source that no wall holds back: COPY does not work behind row-level security.</param>
    /// <param name="tell">Hears how far it is.</param>
    public async Task<LoadReport> RunAsync(NpgsqlDataSource owner, Caller caller, LoadRequest request, Action<string> tell, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = LoadShares.Of(request.Transactions, request.Payers);
        tell($"making {request.Payers} payers and {request.Vendors} vendors");
        var network = await PrepareAsync(owner, caller, request, counts, cancel);

        var until = clock.GetUtcNow();
        var payers = network.Payers.Zip(
            counts, (payer, count) => new LoadingPayer(payer, Dice.For(request.Seed, caller.Organization.Value, "transactions", payer.Number), count)).ToList();
        var from = await StartAsync(owner, caller, payers, until, cancel);
        var progress = new LoadProgress(request.Transactions, tell);
        await Task.WhenAll(Shared(payers).Select(lane => Task.Run(
            () => new LoadLane(owner, caller, lane, from, until, ChunkSize, secrets, clock).RunAsync(progress, cancel), cancel)));
        tell("analyzing");
        await AnalyzeAsync(owner, cancel);
        var (largest, small) = (payers[0], payers[^1]);
        return new LoadReport(
            request.Transactions, progress.Rows, payers.Count, request.Vendors, new BusinessId(largest.Payer.Id), largest.Seq, new BusinessId(small.Payer.Id), small.Seq,
            await MiddleOfAsync(owner, caller, largest, cancel), from, until, Stopwatch.GetElapsedTime(began));
    }

    private async Task<LoadedNetwork> PrepareAsync(NpgsqlDataSource owner, Caller caller, LoadRequest request, IReadOnlyList<long> counts, CancellationToken cancel)
    {
        await using var session = await LoadSession.OpenAsync(owner, caller.Organization, secrets, clock, cancel);
        await PrepareLoadedNetwork.RunAsync(session, request, counts, clock.GetUtcNow() - Span - Before, cancel);
        session.Session.Audit.Add(caller.Actor, "transactions.load_prepared", $"{caller.Organization}", null, new { request.Transactions, payers = request.Payers, request.Vendors });
        var network = await ReadLoadedNetwork.RunAsync(session.Session, cancel);
        await session.Session.CommitAsync(cancel);
        return network;
    }

    // A payer's transactions are numbered in the order of their times, so what is added comes after what is there.
    private async Task<DateTimeOffset> StartAsync(NpgsqlDataSource owner, Caller caller, IReadOnlyList<LoadingPayer> payers, DateTimeOffset until, CancellationToken cancel)
    {
        await using var session = await LoadSession.OpenAsync(owner, caller.Organization, secrets, clock, cancel);
        await using var command = session.Session.Sql(
            "select last_id from transaction_heads where organization_id = $1 and payer_id = any ($2) order by last_id desc limit 1",
            payers.Select(payer => payer.Payer.Id).ToArray());
        var last = await command.ExecuteScalarAsync(cancel) is Guid id ? Uuid7.TimeOf(id) : until - Span;
        return last > until - Span ? last < until ? last : until : until - Span;
    }

    // The largest first, each to the lane that has least to do.
    private static List<LoadingPayer>[] Shared(IReadOnlyList<LoadingPayer> payers)
    {
        var lanes = Enumerable.Range(0, Lanes).Select(_ => new List<LoadingPayer>()).ToArray();
        var sizes = new long[Lanes];
        foreach (var payer in payers)
        {
            var least = Array.IndexOf(sizes, sizes.Min());
            lanes[least].Add(payer);
            sizes[least] += payer.Wanted;
        }

        return [.. lanes.Where(lane => lane.Count > 0)];
    }

    private static async Task AnalyzeAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using var command = owner.CreateCommand(
            """
            analyze parties, businesses, business_profiles, business_users, payment_methods, approval_policies, network_connections, connection_sides, invoices,
                invoice_lines, invoice_plans, approval_slots, invoice_comments, invoice_changes, transactions, transaction_invoices, payment_orders,
                transaction_documents, transaction_heads, events
            """);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<TransactionId> MiddleOfAsync(NpgsqlDataSource owner, Caller caller, LoadingPayer payer, CancellationToken cancel)
    {
        await using var session = await LoadSession.OpenAsync(owner, caller.Organization, secrets, clock, cancel);
        await using var command = session.Session.Sql(
            "select id from transaction_documents where organization_id = $1 and payer_id = $2 and seq = $3", payer.Payer.Id, (payer.Seq + 1) / 2);
        return new TransactionId((Guid)(await command.ExecuteScalarAsync(cancel))!);
    }
}
