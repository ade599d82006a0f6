using System.Globalization;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Where one list goes on.</summary>
/// <param name="Since">Asked from this second on; null for everything.</param>
/// <param name="Skip">How many of that were read already, in whole pages.</param>
/// <param name="Newest">The latest change that was seen; null while none was.</param>
internal sealed record XeroMark(DateTimeOffset? Since, int Skip, DateTimeOffset? Newest)
{
    /// <summary>Xero compares to the second; one that has begun may have had more changes after it was read.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A change may become visible later than others that were made after it. What comes twice does no harm.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    public static XeroMark Beginning { get; } = new(null, 0, null);

    public static XeroMark? Read(string text) =>
        text.Split(',') is [var since, var skip, var newest]
        && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && TryTime(since, out var from) && TryTime(newest, out var latest)
            ? new XeroMark(from, count, latest)
            : null;

    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{Since?.ToUnixTimeMilliseconds()},{Skip},{Newest?.ToUnixTimeMilliseconds()}");

    /// <summary>Where the list goes on after a page.</summary>
    /// <param name="times">When the entries were changed, in the order of the page.</param>
    /// <param name="now">Our clock: a change of tomorrow would hide all that comes until then.</param>
    /// <remarks>
    /// After a full page the list is asked anew from its last entry on, and not for its second page: an entry that is changed meanwhile
    /// leaves its place, and the next one would move to the page that was read. Only where the whole page is of one moment, or out of
    /// order, there is no such place to ask from.
    /// </remarks>
    public XeroMark After(IReadOnlyList<DateTimeOffset> times, bool isFull, DateTimeOffset now)
    {
        var newest = times.Append(Newest ?? DateTimeOffset.UnixEpoch).Max();
        newest = newest > now ? now : newest;
        if (!isFull)
        {
            return newest == DateTimeOffset.UnixEpoch ? this with { Skip = 0 } : new XeroMark(Floor(newest) - Overlap, 0, newest);
        }

        var isOrdered = times.Zip(times.Skip(1)).All(pair => pair.First <= pair.Second);
        var next = isOrdered && times.Count > 0 && times[^1] <= now ? Floor(times[^1]) - Second : DateTimeOffset.UnixEpoch;
        return next > (Since ?? DateTimeOffset.UnixEpoch) ? new XeroMark(next, 0, newest) : this with { Skip = Skip + times.Count, Newest = newest };
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static bool TryTime(string text, out DateTimeOffset? time)
    {
        var isTime = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            && Math.Abs(milliseconds) <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
        time = isTime ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        return isTime || text.Length == 0;
    }
}
