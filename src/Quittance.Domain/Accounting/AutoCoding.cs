namespace Quittance.Domain.Accounting;

/// <summary>Chooses the accounts of a bill's lines the way the payer chose them before. What a person chose stays.</summary>
public static class AutoCoding
{
    /// <summary>The codings of a bill, with those filled in that can be told.</summary>
    /// <param name="existing">What is chosen; one whose account is closed and which no person chose is chosen again.</param>
    /// <param name="last">The vendor's last bill that was coded; null when there is none.</param>
    /// <param name="products">The account that the business takes when nothing better is known.</param>
    public static IReadOnlyList<LineCoding> Of(
        IReadOnlyList<BillLine> lines,
        IReadOnlyList<LineCoding> existing,
        CodedBill? last,
        LedgerAccountId? products,
        IReadOnlyList<LedgerAccount> accounts)
    {
        var open = accounts.Where(account => account.IsOpen).Select(account => account.Id).ToHashSet();
        var kept = existing.Where(coding => coding.Source == CodingSource.Person || open.Contains(coding.AccountId)).ToDictionary(coding => coding.Position);
        var usual = last is null ? null : last with { Codings = [.. last.Codings.Where(coding => open.Contains(coding.AccountId))] };
        return
        [
            .. lines
                .Select(line => kept.TryGetValue(line.Position, out var coding) ? coding : AsBefore(line, usual) ?? ByDefault(line, products, open))
                .OfType<LineCoding>(),
        ];
    }

    /// <summary>The codings of a bill whose lines were changed: a line that still says the same keeps its own, wherever it stands now.</summary>
    public static IReadOnlyList<LineCoding> Follow(IReadOnlyList<BillLine> before, IReadOnlyList<BillLine> after, IReadOnlyList<LineCoding> codings)
    {
        var free = codings.ToDictionary(coding => coding.Position);
        var old = before.Where(line => free.ContainsKey(line.Position)).ToList();
        var followed = new List<LineCoding>();
        // Lines that did not move take theirs first, so that of several equal ones each keeps its own.
        foreach (var line in after.OrderByDescending(line => old.Exists(was => was.Position == line.Position && IsSame(was, line))))
        {
            var was = old.Where(candidate => IsSame(candidate, line)).OrderByDescending(candidate => candidate.Position == line.Position).FirstOrDefault();
            if (was is not null)
            {
                old.Remove(was);
                followed.Add(free[was.Position] with { Position = line.Position });
            }
        }

        return followed;
    }

    // The account of the line with the same words; else, for a line, that of the largest one.
    private static LineCoding? AsBefore(BillLine line, CodedBill? last)
    {
        if (last is null || last.Codings.Count == 0)
        {
            return null;
        }

        var codings = last.Codings.ToDictionary(coding => coding.Position);
        var coded = last.Lines.Where(was => codings.ContainsKey(was.Position)).ToList();
        var twin = coded.Find(was => IsSame(was, line));
        var like = twin ?? (line.Position < 0 ? null : coded.Where(was => was.Position >= 0).MaxBy(was => Math.Abs((decimal)was.NetMinor)));
        return like is null
            ? null
            : new LineCoding(
                line.Position, codings[like.Position].AccountId, twin is not null && twin.Rate == line.Rate ? codings[like.Position].TaxRateId : null, CodingSource.Vendor);
    }

    // What stands beside the lines goes with the largest of them when it is booked, which is better than any default.
    private static LineCoding? ByDefault(BillLine line, LedgerAccountId? products, HashSet<LedgerAccountId> open) =>
        line.Position >= 0 && products is { } account && open.Contains(account) ? new LineCoding(line.Position, account, null, CodingSource.Default) : null;

    private static bool IsSame(BillLine one, BillLine other) =>
        (one.Position < 0 || other.Position < 0)
            ? one.Position == other.Position
            : string.Equals(one.Description.Trim(), other.Description.Trim(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>A bill that was coded before.</summary>
public sealed record CodedBill(IReadOnlyList<BillLine> Lines, IReadOnlyList<LineCoding> Codings);
