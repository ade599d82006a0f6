using System.Globalization;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>Where a reading of a platform's flows stands. All times are the platform's own.</summary>
/// <param name="Reached">The last flow that was listed; null before the first.</param>
/// <param name="IsContinuation">Whether the run is in its middle.</param>
internal sealed record AfnorPlace(DateTimeOffset? Reached, bool IsContinuation)
{
    /// <summary>
    /// How far a run steps back. A platform holds flows back until its late commits are in, about 15 minutes (XP Z12-013,
    /// section 5.3.2); one that does not hold them back is covered too.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(20);

    /// <summary>How far the platform's clock may be ahead of ours; a flow from beyond does not carry the place with it.</summary>
    private static readonly TimeSpan SkewMax = TimeSpan.FromDays(1);

    // Flows of one instant may be cut apart by the end of a page, so the next page begins with that instant again.
    private static readonly TimeSpan Border = TimeSpan.FromMilliseconds(1);

    // A page of this size may be cut: a platform that overlooks the limit gives as many (the default of the standard's swagger).
    private const int CutMin = 25;

    /// <summary>After which change flows are to be listed; null for all.</summary>
    public DateTimeOffset? After => Reached is { } reached ? Back(reached, IsContinuation ? Border : Overlap) : null;

    /// <summary>The place of a watermark. One that cannot be read is the beginning, which only lists again what is known.</summary>
    public static AfnorPlace Of(ProviderPlace place) => new(Read(place.Watermark), place.IsContinuation);

    /// <summary>What a page makes of the place.</summary>
    /// <param name="now">Our clock.</param>
    /// <exception cref="ProviderException">The platform lists in a way that flows would be missed.</exception>
    public ProviderPage Next(AfnorPage page, DateTimeOffset now)
    {
        var isCut = page.Flows.Count >= CutMin;
        var times = page.Flows.Where(flow => flow.UpdatedAt <= now + SkewMax).Select(flow => flow.UpdatedAt!.Value).ToList();
        if (isCut && times.Zip(times.Skip(1)).Any(pair => pair.Second < pair.First))
        {
            throw Bad("The platform lists flows out of the order of their updatedAt, so that some could be missed.");
        }

        var last = times.Count > 0 ? times.Max() : (DateTimeOffset?)null;
        var advances = last is not null && (!IsContinuation || Reached is null || last > Reached);
        if (IsContinuation && !advances && times.Count >= page.Limit)
        {
            throw Bad($"The platform gives {times.Count} flows one updatedAt, more than a page holds, so that some could be missed.");
        }

        var hasMore = isCut && advances;
        return new ProviderPage(
            [.. page.Flows.OrderBy(flow => flow.UpdatedAt).Select(flow => flow.Bill).OfType<AnnouncedBill>()],
            (hasMore ? last : Later(Reached, last)) is { } reached ? Iso(reached) : null,
            hasMore);
    }

    /// <summary>A time in ISO 8601, in UTC; the same time has one text.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString(
        time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
        CultureInfo.InvariantCulture);

    private static DateTimeOffset? Read(string? watermark) =>
        DateTimeOffset.TryParse(watermark, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static DateTimeOffset Back(DateTimeOffset time, TimeSpan by) => time - DateTimeOffset.MinValue > by ? time - by : DateTimeOffset.MinValue;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    private static ProviderException Bad(string message) => new(ProviderFault.BadAnswer, message);
}
