using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Quittance.Bench.Payments;

/// <summary>Payments of the one payer who has most: how many per second, what each costs, and whether a search sees each at once.</summary>
internal sealed class PayingFigures(Filled filled, BenchOptions options, Report report)
{
    private const int Seen = 200;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BegunTimeout = TimeSpan.FromMinutes(10);

    // Few where there are few transactions: a small run is there to see that everything works.
    private readonly int _singles = (int)Math.Clamp(filled.Transactions / 500, 100, 2000);

    public async Task RunAsync()
    {
        var desk = await Desk.OpenAsync(filled);
        await ReadAfterWriteAsync(desk);
        await SinglesAsync(desk);
        await BulkAsync(desk);
        await ScheduledAsync(desk);
    }

    // Another connection asks as soon as the payment has been answered, so it may be served by another thread before anything else is.
    private async Task ReadAfterWriteAsync(Desk desk)
    {
        var bills = await desk.ApprovedAsync(Seen);
        using var payer = new WireClient(filled.Server.Address);
        using var searcher = new WireClient(filled.Server.Address);
        var misses = 0;
        foreach (var (id, number) in bills)
        {
            payer.Send(desk.Pay(id)).Ok();
            misses += JsonDocument.Parse(searcher.Send(desk.Search(number)).Ok().Body).RootElement.GetProperty("count").GetInt64() == 1 ? 0 : 1;
        }

        report.Always(
            "read-after-write: a search right after a payment's answer sees it", "always", misses == 0, string.Create(CultureInfo.InvariantCulture, $"{misses} misses of {Seen}"));
    }

    private async Task SinglesAsync(Desk desk)
    {
        var bills = await desk.ApprovedAsync(_singles);
        var next = -1;
        await TakeAsync(desk, "single payments through the API, one payer", _singles, () => EachAsync(() =>
        {
            using var client = new WireClient(filled.Server.Address);
            for (int at; (at = Interlocked.Increment(ref next)) < bills.Count;)
            {
                client.Send(desk.Pay(bills[at].Id)).Ok();
            }
        }));
    }

    private async Task BulkAsync(Desk desk)
    {
        var bills = await BillsAsync(desk, 2 * _singles);
        await TakeAsync(desk, $"payments through bulk, {Desk.BulkMax} in a request, one payer", 2 * _singles, () => SendAllAsync(bills, desk.Pay));
    }

    private async Task ScheduledAsync(Desk desk)
    {
        var before = await desk.CountAsync();
        var bills = await BillsAsync(desk, _singles);
        await TakeAsync(desk, "payments scheduled through bulk and begun by jobs, one payer", _singles, async () =>
        {
            await SendAllAsync(bills, desk.Schedule);
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < BegunTimeout && await desk.CountAsync() < before + _singles;)
            {
                await Task.Delay(Glance, TimeProvider.System, CancellationToken.None);
            }
        });
    }

    private static async Task<List<string[]>> BillsAsync(Desk desk, int count) => [.. (await desk.ApprovedAsync(count)).Select(bill => bill.Id).Chunk(Desk.BulkMax)];

    private async Task SendAllAsync(List<string[]> bills, Func<IEnumerable<string>, byte[]> request)
    {
        var next = -1;
        await EachAsync(() =>
        {
            using var client = new WireClient(filled.Server.Address);
            for (int at; (at = Interlocked.Increment(ref next)) < bills.Count;)
            {
                client.Send(request(bills[at])).Ok();
            }
        });
    }

    private async Task TakeAsync(Desk desk, string figure, int payments, Func<Task> work)
    {
        var before = await desk.CountAsync();
        var (ours, theirs) = (filled.Server.Processor(), filled.Server.DatabaseProcessor());
        var clock = Stopwatch.StartNew();
        await work();
        var time = clock.Elapsed;
        (ours, theirs) = (filled.Server.Processor() - ours, filled.Server.DatabaseProcessor() - theirs);
        if (await desk.CountAsync() - before is var done && done != payments)
        {
            throw new InvalidOperationException($"{figure}: {done} transactions came of {payments}.");
        }

        report.Told(figure, string.Create(
            CultureInfo.InvariantCulture,
            $"{payments / time.TotalSeconds:n0} per second; processor each: server {ours.TotalMilliseconds / payments:0.00} ms, PostgreSQL {theirs.TotalMilliseconds / payments:0.00} ms"));
    }

    private Task EachAsync(Action client) =>
        Task.WhenAll(Enumerable.Range(0, options.Clients).Select(_ => Task.Factory.StartNew(client, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
}
