namespace Quittance.Domain.Accounting;

/// <summary>Tax per rate as EN 16931 counts it (BR-CO-17), and its way back onto the lines, to the last minor unit.</summary>
internal static class BillTax
{
    private const decimal Whole = 100_00m;

    /// <summary>The tax on all lines: the net amounts of one rate are added up first and the tax on them is rounded half up.</summary>
    public static decimal Of(IReadOnlyList<(long Net, int Rate)> lines) => lines
        .Where(line => line.Rate != 0)
        .GroupBy(line => line.Rate)
        .Sum(group => Rounded(group.Sum(line => (decimal)line.Net) * group.Key / Whole));

    /// <summary>Whether a stated tax is what the rates come to, but for what rounding each single line makes of it.</summary>
    public static bool IsNear(long tax, IReadOnlyList<(long Net, int Rate)> lines)
    {
        var taxed = lines.Where(line => line.Rate != 0 && line.Net != 0).ToList();
        return Math.Abs(tax - taxed.Sum(line => line.Net * (decimal)line.Rate / Whole)) <= taxed.Count / 2m;
    }

    /// <summary>Puts a stated tax onto the lines: exact in sum, per rate as near as can be, and within a rate by the largest remainder.</summary>
    /// <param name="tax">What <see cref="Of"/> says, or near it.</param>
    public static long[] Split(long tax, IReadOnlyList<(long Net, int Rate)> lines)
    {
        var split = new long[lines.Count];
        var rates = lines.Index().Where(line => line.Item.Rate != 0 && line.Item.Net != 0).GroupBy(line => line.Item.Rate).Select(group => group.ToList()).ToList();
        var rounded = rates.Select(rate => Rounded(rate.Sum(line => (decimal)line.Item.Net) * rate[0].Item.Rate / Whole)).ToList();

        // What the document rounded elsewhere goes to the rates by how many lines they have, because each line may have rounded once.
        var surplus = Share(tax - rounded.Sum(), [.. rates.Select(rate => (decimal)rate.Count)]);
        foreach (var (number, rate) in rates.Index())
        {
            var shares = rate.Select(line => line.Item.Net * (decimal)line.Item.Rate / Whole).ToList();
            foreach (var (line, part) in rate.Zip(ToSum((long)rounded[number] + surplus[number], shares)))
            {
                split[line.Index] = part;
            }
        }

        return split;
    }

    /// <summary>Puts a stated tax onto the lines in proportion to their net amounts, for books that know no rates.</summary>
    public static long[] SplitByNet(long tax, IReadOnlyList<(long Net, int Rate)> lines)
    {
        var all = lines.Sum(line => (decimal)line.Net);
        return ToSum(tax, [.. lines.Select(line => all == 0 ? 0 : tax * (line.Net / all))]);
    }

    private static decimal Rounded(decimal minor) => decimal.Round(minor, MidpointRounding.AwayFromZero);

    private static long[] Share(decimal sum, IReadOnlyList<decimal> weights)
    {
        var all = weights.Sum();
        return all == 0 ? [] : ToSum((long)sum, [.. weights.Select(weight => sum * weight / all)]);
    }

    // Everything is rounded down, and what is missing goes by single units to those that lost most; equal ones in their order.
    private static long[] ToSum(long sum, IReadOnlyList<decimal> shares)
    {
        var parts = shares.Select(share => (long)decimal.Floor(share)).ToArray();
        var missing = sum - parts.Sum();
        var order = Enumerable.Range(0, parts.Length).OrderByDescending(place => shares[place] - decimal.Floor(shares[place])).ToList();
        var each = (long)decimal.Floor((decimal)missing / parts.Length);
        var more = missing - (each * parts.Length);
        foreach (var (rank, place) in order.Index())
        {
            parts[place] += each + (rank < more ? 1 : 0);
        }

        return parts;
    }
}
