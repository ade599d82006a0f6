namespace Quittance.Server.Loading;

/// <summary>How many transactions each of many payers gets: by Zipf's law, the exponent chosen so that the first one holds a tenth.</summary>
internal static class LoadShares
{
    /// <summary>Of all transactions, those of the largest payer.</summary>
    public const double Largest = 0.1;

    private const int Steps = 60;
    private const double ExponentMax = 3;

    /// <summary>The largest first. Every payer gets one at least, as long as there are enough.</summary>
    public static IReadOnlyList<long> Of(long transactions, int payers)
    {
        var exponent = ExponentOf(payers);
        var weights = Enumerable.Range(1, payers).Select(rank => Math.Pow(rank, -exponent)).ToArray();
        var sum = weights.Sum();
        var counts = weights.Select(weight => Math.Max(1, (long)(transactions * weight / sum))).ToArray();

        // What rounding has left over goes to the first ones; what it has overdrawn is taken from those after the largest.
        var left = transactions - counts.Sum();
        var from = left > 0 ? 0 : Math.Min(1, payers - 1);
        for (var at = from; left != 0; at = at + 1 < payers ? at + 1 : from)
        {
            var step = left > 0 || counts[at] > 0 ? Math.Sign(left) : 0;
            counts[at] += step;
            left -= step;
        }

        return counts;
    }

    private static double ExponentOf(int payers)
    {
        var (low, high) = (0.0, ExponentMax);
        for (var step = 0; step < Steps; step++)
        {
            var exponent = (low + high) / 2;
            var first = 1 / Enumerable.Range(1, payers).Sum(rank => Math.Pow(rank, -exponent));
            (low, high) = first < Largest ? (exponent, high) : (low, exponent);
        }

        return low;
    }
}
