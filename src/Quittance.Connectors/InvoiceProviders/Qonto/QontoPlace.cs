using System.Globalization;

namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>
/// Where reading goes on. Between runs it is the latest change that was seen. In a run of several pages it is a window of time that is closed
/// on both sides, and the page to read next.
/// </summary>
/// <remarks>
/// A bill that changes while the window is read falls out of it, and all bills behind it move up by one: read forwards, one of them would slip
/// from a page not yet read to one that was. So the newest come first in Qonto's order and the last page is read first: then a bill can only
/// move to pages that are still to come. What fell out is in the next run.
/// </remarks>
/// <param name="Latest">The latest change that was seen, or where to begin when none was.</param>
/// <param name="Window">Null between runs.</param>
internal sealed record QontoPlace(DateTimeOffset Latest, QontoPlace.Span? Window)
{
    private const string Mark = "window";

    /// <summary>The place in a watermark; null at the very first time, and for a text that is none of ours.</summary>
    public static QontoPlace? Read(string? watermark) => watermark?.Split('|') switch
    {
        [var latest] when TryTime(latest) is { } time => new QontoPlace(time, null),
        [Mark, var from, var to, var page, var latest] when TryTime(from) is { } start && TryTime(to) is { } end && TryTime(latest) is { } time
            && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => new QontoPlace(time, new Span(start, end, number)),
        _ => null,
    };

    /// <summary>The place as a watermark.</summary>
    public string Write() => Window is { } window
        ? string.Create(CultureInfo.InvariantCulture, $"{Mark}|{Iso(window.From)}|{Iso(window.To)}|{window.Page}|{Iso(Latest)}")
        : Iso(Latest);

    /// <summary>A time as Qonto takes it.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Earlier, but never before time began.</summary>
    public static DateTimeOffset Before(DateTimeOffset time, TimeSpan by) => time.UtcTicks > by.Ticks ? time.ToUniversalTime() - by : DateTimeOffset.MinValue;

    private static DateTimeOffset? TryTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>Bills changed in this time, both ends included.</summary>
    /// <param name="Page">The page to read next; 1 is the last to be read.</param>
    internal sealed record Span(DateTimeOffset From, DateTimeOffset To, int Page);
}
