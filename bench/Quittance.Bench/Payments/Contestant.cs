using System.Diagnostics;

namespace Quittance.Bench.Payments;

/// <summary>One of those that race: does the same work again and again for a while.</summary>
internal sealed class Contestant(string name, Func<TimeSpan, Task<(long Count, TimeSpan Elapsed, TimeSpan P50, long Bytes)>> work, Func<TimeSpan> program, Func<TimeSpan> database)
{
    private readonly List<Lap> _laps = [];

    public string Name => name;

    /// <summary>The lap whose rate is in the middle.</summary>
    public Lap Median => _laps.OrderBy(lap => lap.PerSecond).ElementAt(_laps.Count / 2);

    /// <summary>Requests over HTTP from several clients, each on a connection and a thread of its own.</summary>
    /// <param name="program">Processor time so far of the program that answers.</param>
    public static Contestant Http(string name, Uri address, byte[] request, int clients, Func<TimeSpan> program, Func<TimeSpan> database) => new(
        name, time => Task.Run(() => Drive(clients, time, () => new WireClient(address), client => client.Send(request).Ok().Body.Length)), program, database);

    /// <summary>Lets each take its turn, round by round, so that what else goes on in the machine meets all of them.</summary>
    public static async Task RaceAsync(BenchOptions options, IReadOnlyList<Contestant> contestants)
    {
        foreach (var contestant in contestants)
        {
            await contestant.RunAsync(TimeSpan.FromSeconds(options.Seconds)); // Warm: compilation, plans and caches.
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                contestant._laps.Add(await contestant.RunAsync(TimeSpan.FromSeconds(options.Seconds)));
            }
        }
    }

    /// <summary>Drives clients for a while, each on a thread of its own.</summary>
    /// <param name="request">Sends one request; answers with its bytes.</param>
    public static (long Count, TimeSpan Elapsed, TimeSpan P50, long Bytes) Drive<T>(int clients, TimeSpan time, Func<T> connect, Func<T, long> request)
        where T : IDisposable
    {
        var times = new List<TimeSpan>[clients];
        var failures = new Exception?[clients];
        var bytes = 0L;
        var whole = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, clients).Select(number => new Thread(() =>
        {
            var mine = times[number] = [];
            try
            {
                using var client = connect();
                var clock = Stopwatch.StartNew();
                for (var began = TimeSpan.Zero; began < time; began = clock.Elapsed)
                {
                    Interlocked.Add(ref bytes, request(client));
                    mine.Add(clock.Elapsed - began);
                }
            }
#pragma warning disable CA1031 // Whatever went wrong is thrown on the thread that waits.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures[number] = failure;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var elapsed = whole.Elapsed;
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
        {
            throw new InvalidOperationException(first.Message, first);
        }

        var all = times.SelectMany(mine => mine).Order().ToList();
        return (all.Count, elapsed, all[all.Count / 2], bytes / all.Count);
    }

    private async Task<Lap> RunAsync(TimeSpan time)
    {
        var (ours, theirs, postgres) = (Own(), program(), database());
        var (count, elapsed, p50, bytes) = await work(time);
        return new Lap(count, elapsed, p50, bytes, Own() - ours, program() - theirs, database() - postgres);
    }

    private static TimeSpan Own()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
