using System.Globalization;

namespace Quittance.Server.Api.Payments;

/// <summary>Times as callers send them: ISO 8601, with or without a time of day; UTC where they do not say.</summary>
internal static class PaymentsTimes
{
    public static DateTimeOffset? Read(Check check, string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is > 1 and < 9999)
        {
            return time.ToUniversalTime();
        }

        check.Fault(field, $"{field} must be an ISO 8601 date and time such as 2024-01-15T09:30:00Z");
        return null;
    }

    /// <summary>The day of a time, in UTC: bills know days only.</summary>
    public static DateOnly? ReadDay(Check check, string field, string? text) => Read(check, field, text) is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null;
}
