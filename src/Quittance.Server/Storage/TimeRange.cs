namespace Quittance.Server.Storage;

/// <summary>Times from one, included, to another, not included; null is without a bound. In whole milliseconds, as times are stored.</summary>
internal sealed record TimeRange(DateTimeOffset? From, DateTimeOffset? Until)
{
    public static readonly TimeRange All = new(null, null);

    /// <summary>What lies within all of these.</summary>
    public static TimeRange Of(DateTimeOffset? after, DateTimeOffset? notBefore, DateTimeOffset? before, DateTimeOffset? notAfter) => new(
        Later(after is { } low ? Next(low) : null, notBefore is { } lowest ? Ceiling(lowest) : null),
        Sooner(before is { } high ? Ceiling(high) : null, notAfter is { } highest ? Next(highest) : null));

    // The first storable time after a moment, and the first that is not before it.
    private static DateTimeOffset Next(DateTimeOffset time) => Floor(time).AddMilliseconds(1);

    private static DateTimeOffset Ceiling(DateTimeOffset time) => Floor(time) == time ? time : Next(time);

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    private static DateTimeOffset? Sooner(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
