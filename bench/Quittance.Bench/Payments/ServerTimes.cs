namespace Quittance.Bench.Payments;

/// <summary>How long the server took for requests, by its own <c>Server-Timing</c>, in milliseconds.</summary>
/// <param name="First">The first one, which may have had to read what the others found in memory.</param>
/// <param name="Typical">The mean of the middle half: the header has one decimal, and a median would have no more.</param>
/// <param name="Matches">How many transactions each found.</param>
internal sealed record ServerTimes(double First, double Typical, double P99, long Matches)
{
    public static ServerTimes Of(double first, IReadOnlyList<double> times, long matches)
    {
        var sorted = times.Order().ToList();
        return new ServerTimes(first, sorted[(sorted.Count / 4)..((sorted.Count * 3 / 4) + 1)].Average(), sorted[sorted.Count * 99 / 100], matches);
    }
}
