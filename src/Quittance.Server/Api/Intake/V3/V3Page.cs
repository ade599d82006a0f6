using System.Globalization;

namespace Quittance.Server.Api.Intake.V3;

/// <summary>What the lists of v3.0 have in common: page sizes, and times in milliseconds since 1970 UTC.</summary>
internal static class V3Page
{
    public const int LimitMax = 200;
    public const int LimitDefault = 50;

    // The last day of the year 9999: what a day may be rounded up to.
    private const long TimeMax = 253_402_214_400_000;

    /// <summary>A time of a query; null when it is missing or empty.</summary>
    public static DateTimeOffset? Time(Check check, string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (TimeOf(text) is { } time)
        {
            return time;
        }

        check.Fault(field, $"{field} must be a time in whole milliseconds since 1970, such as 1669805251942");
        return null;
    }

    public static DateTimeOffset? TimeOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= TimeMax
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>The first day that begins at or after a time: days of calendars are compared by their beginning in UTC.</summary>
    public static DateOnly? Day(DateTimeOffset? time) => time is { } moment
        ? DateOnly.FromDateTime(moment.UtcDateTime).AddDays(moment.TimeOfDay > TimeSpan.Zero ? 1 : 0)
        : null;

    /// <summary>A day of a bill as v3.0 writes it: its beginning in UTC.</summary>
    public static DateTimeOffset? Written(DateOnly? day) => day is { } date ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
}
