using System.Globalization;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.GenericHttp;

/// <summary>Where a reading of the feed stands. All times are the feed's own.</summary>
/// <param name="From">Since when the run lists; null for everything.</param>
/// <param name="Start">How far the runs before came.</param>
/// <param name="Newest">The latest change that this run has listed.</param>
/// <param name="IsOrdered">Whether the run was listed in order so far, so that nothing older than its newest can still follow.</param>
/// <param name="Cursor">The feed's word for the next page; null at the first.</param>
internal sealed record GenericHttpPlace(DateTimeOffset? From, DateTimeOffset? Start, DateTimeOffset? Newest, bool IsOrdered, string? Cursor)
{
    /// <summary>How far a run steps back behind the one before, for bills that were committed late on the other side.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>How far the feed's clock may be ahead of ours; a bill from beyond does not carry the place with it.</summary>
    private static readonly TimeSpan SkewMax = TimeSpan.FromDays(1);

    private const string None = "-";

    private static readonly GenericHttpPlace Beginning = new(null, null, null, true, null);

    /// <summary>How far a reading that stops here has come for certain.</summary>
    private DateTimeOffset? Reached => IsOrdered ? Later(Start, Newest) : Start;

    /// <summary>The place of a watermark that <see cref="Continued"/> or <see cref="Drained"/> wrote. One that cannot be read is the beginning, which only lists again what is known.</summary>
    public static GenericHttpPlace Of(ProviderPlace place)
    {
        var stored = Read(place.Watermark);
        return place.IsContinuation ? stored : Beginning with { From = Back(stored.Reached), Start = stored.Reached };
    }

    /// <summary>The place after a page.</summary>
    /// <param name="changes">When the listed bills changed, in the order of the list.</param>
    /// <param name="now">Our clock.</param>
    public GenericHttpPlace After(IReadOnlyList<DateTimeOffset> changes, string? cursor, DateTimeOffset now)
    {
        var (newest, isOrdered) = (Newest, IsOrdered);
        foreach (var change in changes.Where(change => change <= now + SkewMax))
        {
            isOrdered &= newest is null || change >= newest;
            newest = Later(newest, change);
        }

        return this with { Newest = newest, IsOrdered = isOrdered, Cursor = cursor };
    }

    /// <summary>The watermark in the middle of a run.</summary>
    public string Continued() => $"{Text(From)} {Text(Start)} {Text(Newest)} {(IsOrdered ? "+" : None)} {Cursor}";

    /// <summary>The watermark after the last page of a run.</summary>
    public string? Drained() => Later(Start, Newest) is { } reached ? Iso(reached) : null;

    /// <summary>A time as the feed's contract writes it, in UTC; the same time has one text.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static GenericHttpPlace Read(string? watermark) => watermark?.Split(' ', 5) switch
    {
        [var reached] => Beginning with { From = Time(reached), Start = Time(reached) },
        [var from, var start, var newest, var order, var cursor] => new(Time(from), Time(start), Time(newest), order == "+", cursor.Length == 0 ? null : cursor),
        _ => Beginning,
    };

    private static string Text(DateTimeOffset? time) => time is { } known ? Iso(known) : None;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static DateTimeOffset? Back(DateTimeOffset? time) =>
        time - DateTimeOffset.MinValue > Overlap ? time - Overlap : null;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;
}
