using System.Collections.Concurrent;
using System.Diagnostics;

namespace Quittance.Bench;

/// <summary>Drives one request from several clients for a set time.</summary>
internal static class Load
{
    /// <summary>What a run of equal requests took.</summary>
    /// <param name="PerSecond">Answered requests per second, all clients together.</param>
    /// <param name="P50">Half the answers came within this.</param>
    /// <param name="P99">99 of 100 answers came within this.</param>
    internal sealed record Figure(double PerSecond, TimeSpan P50, TimeSpan P99, long Bytes);

    public static async Task<Figure> RunAsync(BenchOptions options, Func<int, Task<long>> request)
    {
        await request(0); // Warm: the first request pays for compilation and plans.
        var times = new ConcurrentBag<TimeSpan>();
        var number = 0;
        long bytes = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, options.Clients).Select(async _ =>
        {
            while (clock.Elapsed.TotalSeconds < options.Seconds)
            {
                var started = clock.Elapsed;
                Interlocked.Add(ref bytes, await request(Interlocked.Increment(ref number)));
                times.Add(clock.Elapsed - started);
            }
        }));
        var sorted = times.Order().ToList();
        return new Figure(sorted.Count / clock.Elapsed.TotalSeconds, sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100], bytes / Math.Max(1, sorted.Count));
    }
}
