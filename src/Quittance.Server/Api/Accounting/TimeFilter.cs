using System.Globalization;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>The suffixes <c>__gt</c>, <c>__gte</c>, <c>__lt</c> and <c>__lte</c> of a field that holds a time.</summary>
internal static class TimeFilter
{
    // A day, or a time of ISO 8601 with seconds and an offset; without an offset it is UTC, as the dialect writes times.
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    // Room for one more at either end of the calendar.
    private const int YearMax = 9998;

    /// <param name="field">The field of the answer: <c>created_at</c>.</param>
    public static TimeRange Times(this Check check, string field, string? gt, string? lt, string? gte, string? lte) => TimeRange.Of(
        check.Time($"query.{field}__gt", gt), check.Time($"query.{field}__gte", gte), check.Time($"query.{field}__lt", lt), check.Time($"query.{field}__lte", lte));

    private static DateTimeOffset? Time(this Check check, string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year <= YearMax)
        {
            return time;
        }

        check.Fault(field, "invalid datetime format");
        return null;
    }
}
