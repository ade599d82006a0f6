namespace Quittance.Domain.Accounting;

/// <summary>Finds the rate and the tax of every line of a bill, so that the taxes add up to the one that the bill states.</summary>
internal static class LineTaxes
{
    /// <summary>The tax of every line, in their order.</summary>
    /// <param name="stated">BT-110, in minor units; null on a bill that states no tax.</param>
    /// <exception cref="AccountingException">No rates explain the tax, or more than one could.</exception>
    public static IReadOnlyList<(long Minor, TaxRate? Rate)> Of(
        IReadOnlyList<BillLine> lines,
        Dictionary<int, LineCoding> codings,
        IReadOnlyList<TaxRate> rates,
        TaxRateId? deductions,
        long? stated,
        Currency currency)
    {
        var tax = stated ?? 0;
        var chosen = lines.Select(line => Chosen(line, codings, rates)).ToList();
        var values = lines.Zip(chosen, (line, rate) => line.Position == BillLine.PrepaidPosition ? 0 : rate?.EffectiveRate ?? line.Rate).ToList();
        if (stated is null && values.Any(value => value is > 0))
        {
            throw new AccountingException(
                AccountingFault.TotalDiffers, $"The bill states no tax, but {lines[values.FindIndex(value => value is > 0)].Label} is to be taxed.");
        }

        if (rates.Count == 0)
        {
            return [.. WithoutRates(lines, values, tax).Select(minor => (minor, (TaxRate?)null))];
        }

        var extra = ExtraCandidates(rates, deductions, values);
        var solved = Exact(lines, values, rates, extra, tax) ?? Near(lines, values, extra, tax) ?? throw Unexplained(lines, values, tax, currency);
        var minors = BillTax.Split(tax, solved);
        return
        [
            .. lines.Index().Select(line => (
                minors[line.Index],
                chosen[line.Index] ?? (solved[line.Index].Rate == 0 ? null : Known(solved[line.Index].Rate, line.Item, rates, deductions)))),
        ];
    }

    // What was prepaid carries no tax, whatever anybody chose for it.
    private static TaxRate? Chosen(BillLine line, Dictionary<int, LineCoding> codings, IReadOnlyList<TaxRate> rates)
    {
        if (line.Position == BillLine.PrepaidPosition || !codings.TryGetValue(line.Position, out var coding) || coding.TaxRateId is not { } id)
        {
            return null;
        }

        return rates.FirstOrDefault(rate => rate.Id == id && rate.IsActive)
            ?? throw new AccountingException(AccountingFault.TaxRateMissing, $"The tax rate that is chosen for {line.Label} is not in use in the accounting system any more.");
    }

    private static TaxRate Known(int value, BillLine line, IReadOnlyList<TaxRate> rates, TaxRateId? deductions) =>
        (line.Position == BillLine.AllowancesPosition ? rates.FirstOrDefault(rate => rate.Id == deductions && rate.IsActive && rate.EffectiveRate == value) : null)
        ?? TaxRate.Of(value, rates)
        ?? throw new AccountingException(
            AccountingFault.TaxRateMissing, $"The accounting system has no tax rate of {TaxRate.Text(value)}, which {line.Label} has.");

    private static List<int> ExtraCandidates(IReadOnlyList<TaxRate> rates, TaxRateId? deductions, List<int?> values)
    {
        var preferred = rates.Where(rate => rate.Id == deductions && rate.IsActive).Select(rate => rate.EffectiveRate);
        return [.. preferred.Append(0).Concat(values.OfType<int>()).Distinct()];
    }

    // Lines that state no rate have none, or all the same one; then it has to be the only one that makes the tax.
    private static List<(long Net, int Rate)>? Exact(
        IReadOnlyList<BillLine> lines, List<int?> values, IReadOnlyList<TaxRate> rates, List<int> extra, long tax)
    {
        if (Filled(lines, values, 0, extra).FirstOrDefault(filled => BillTax.Of(filled) == tax) is { } untaxed)
        {
            return untaxed;
        }

        if (!lines.Zip(values).Any(line => line.First.Position >= 0 && line.Second is null))
        {
            return null;
        }

        var found = rates
            .Where(rate => rate.IsActive && rate.EffectiveRate > 0)
            .Select(rate => rate.EffectiveRate)
            .Distinct()
            .Select(rate => Filled(lines, values, rate, [rate, .. extra]).FirstOrDefault(filled => BillTax.Of(filled) == tax))
            .OfType<List<(long Net, int Rate)>>()
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static List<(long Net, int Rate)>? Near(IReadOnlyList<BillLine> lines, List<int?> values, List<int> extra, long tax) =>
        Filled(lines, values, 0, extra).FirstOrDefault(filled => BillTax.IsNear(tax, filled));

    private static IEnumerable<List<(long Net, int Rate)>> Filled(IReadOnlyList<BillLine> lines, List<int?> values, int unknown, List<int> extra) =>
        extra.Select(beside => lines
            .Zip(values, (line, value) => (line.NetMinor, value ?? (line.Position == BillLine.AllowancesPosition ? beside : unknown)))
            .ToList());

    private static long[] WithoutRates(IReadOnlyList<BillLine> lines, List<int?> values, long tax)
    {
        var filled = Filled(lines, values, 0, [.. values.OfType<int>().Append(0).Distinct()]).ToList();
        return filled.FirstOrDefault(rated => BillTax.Of(rated) == tax || BillTax.IsNear(tax, rated)) is { } explained
            ? BillTax.Split(tax, explained)
            : BillTax.SplitByNet(tax, [.. lines.Select(line => (line.Position < 0 ? 0 : line.NetMinor, 0))]);
    }

    private static AccountingException Unexplained(IReadOnlyList<BillLine> lines, List<int?> values, long tax, Currency currency)
    {
        var text = new Money(tax, currency).ToText();
        var without = lines.Zip(values).Where(line => line.First.Position >= 0 && line.Second is null).Select(line => line.First).ToList();
        return without.Count > 0
            ? new AccountingException(
                AccountingFault.TaxRateMissing, $"The bill states {text} of tax, but no rate for {without[0].Label}, and not exactly one rate of the accounting system makes that tax.")
            : new AccountingException(
                AccountingFault.TotalDiffers, $"The bill states {text} of tax, which the rates of its lines do not come to.");
    }
}
