using System.Globalization;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>
/// Where reading of changes goes on. Between runs it is a time, from which QuickBooks' change data capture tells all that happened. That
/// reaches back 30 days; at the first run, after a longer pause and after more changes than it tells, the objects are paged through
/// by the time of their last change instead.
/// </summary>
/// <param name="Since">Everything that changed at this time or later is still to be told.</param>
/// <param name="Scan">Null between runs.</param>
internal sealed record QuickBooksPlace(DateTimeOffset Since, QuickBooksPlace.Paging? Scan)
{
    private const string ChangesMark = "cdc";

    private const string ScanMark = "scan";

    /// <summary>The place in a text; null at the very first time, and for a text that is none of ours.</summary>
    public static QuickBooksPlace? Read(string? place) => place?.Split('|') switch
    {
        [ChangesMark, var since] when TryTime(since) is { } time => new QuickBooksPlace(time, null),
        [ScanMark, var kind, var since, var from, var skip, var then] when Time(since, from, then) is [var begin, var at, var end]
            && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < QuickBooksChanges.Kinds.Count
            && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => new QuickBooksPlace(begin, new Paging(number, at, count, end)),
        _ => null,
    };

    /// <summary>The place as a text.</summary>
    public string Write() => Scan is { } scan
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{ScanMark}|{scan.Kind}|{QuickBooksQuery.Iso(Since)}|{QuickBooksQuery.Iso(scan.From)}|{scan.Skip}|{QuickBooksQuery.Iso(scan.Then)}")
        : $"{ChangesMark}|{QuickBooksQuery.Iso(Since)}";

    private static DateTimeOffset[] Time(params string[] texts) => [.. texts.Select(TryTime).OfType<DateTimeOffset>()];

    private static DateTimeOffset? TryTime(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>Where the paging is.</summary>
    /// <param name="Kind">Which of <see cref="QuickBooksChanges.Kinds"/>.</param>
    /// <param name="From">Objects that changed at this time or later are still to be told.</param>
    /// <param name="Skip">How many of those of exactly that time were told: needed only where a whole page has one time.</param>
    /// <param name="Then">From when on change data capture is asked when all kinds are through.</param>
    internal sealed record Paging(int Kind, DateTimeOffset From, int Skip, DateTimeOffset Then);
}
