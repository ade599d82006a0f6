using Quittance.Domain;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>Something that a journal says.</summary>
internal abstract record JournalItem;

/// <summary>An account is opened.</summary>
/// <param name="Currencies">The only ones that beancount takes on it; empty for any.</param>
internal sealed record JournalOpen(DateOnly Date, string Account, IReadOnlyList<string> Currencies, IReadOnlyDictionary<string, string> Tags) : JournalItem;

/// <summary>An account is closed.</summary>
internal sealed record JournalClose(DateOnly Date, string Account) : JournalItem;

/// <summary>A note on an account: on that of a vendor, its name.</summary>
internal sealed record JournalNote(string Account, string Text, IReadOnlyDictionary<string, string> Tags) : JournalItem;

/// <summary>A tax rate that can be chosen.</summary>
/// <param name="Rate">Hundredths of a percent.</param>
/// <param name="Account">Where the tax is booked.</param>
internal sealed record JournalRate(string Id, int Rate, string Account, string Name) : JournalItem;

/// <summary>A transaction.</summary>
/// <param name="Links">Without <c>^</c>. The first is its own key, the others are those of what it is about.</param>
internal sealed record JournalEntry(
    DateOnly Date, string Payee, string Narration, IReadOnlyList<string> Links, IReadOnlyDictionary<string, string> Tags, string? About, IReadOnlyList<JournalLine> Lines) : JournalItem
{
    /// <summary>The currency of all its lines; null when there are several, or a line whose amount is not plainly written.</summary>
    public Currency? Currency { get; } = CurrencyOf(Lines);

    /// <summary>Whether it was written by us.</summary>
    public bool IsOurs => Links is [var key, ..] && JournalKey.IsOurs(key);

    /// <summary>Whether it is as we write entries: all amounts stand there and add up, and one of them is owed.</summary>
    public bool IsWhole => Currency is not null && Sum == 0 && PayableAccount is not null && !Lines.Any(line => line.IsInferred);

    /// <summary>What is left when all lines are added up, in major units.</summary>
    public decimal Sum => Lines.Sum(line => line.Amount ?? 0);

    /// <summary>By how much it raises what is owed, in minor units.</summary>
    public long OwedMinor => Currency is null ? 0 : -Lines.Where(line => line.IsPayable).Sum(line => line.Minor(Currency));

    /// <summary>The account of the vendor it is about.</summary>
    public string? PayableAccount => Lines.LastOrDefault(line => line.IsPayable)?.Account;

    private static Currency? CurrencyOf(IReadOnlyList<JournalLine> lines) =>
        lines.Count > 0 && lines.All(line => line.Amount is not null && line.CurrencyCode == lines[0].CurrencyCode) && Currency.TryOf(lines[0].CurrencyCode, out var currency)
        && lines.All(line => decimal.Round(line.Amount!.Value, currency.MinorDigits) == line.Amount && Math.Abs(line.Amount.Value) <= (decimal)Money.MinorMax / currency.MinorPerMajor)
            ? currency
            : null;
}

/// <summary>A line of a transaction.</summary>
/// <param name="Amount">In major units; null when it cannot be told, or has a cost, a price or a symbol for its currency.</param>
/// <param name="IsInferred">Whether the amount is left out and follows from the other lines.</param>
internal sealed record JournalLine(string Account, decimal? Amount, string? CurrencyCode, string? About, bool IsInferred = false)
{
    /// <summary>Whether it is on the account of a vendor.</summary>
    public bool IsPayable => Account.StartsWith(JournalText.PayablePrefix, StringComparison.Ordinal);

    /// <summary>The amount in minor units.</summary>
    public long Minor(Currency currency) => decimal.ToInt64(Amount!.Value * currency.MinorPerMajor);
}
