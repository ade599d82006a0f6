namespace Quittance.Connectors.Http;

/// <summary>Reads how long a server asks to be left alone (RFC 9110, section 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>The longest wait that is honoured.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromHours(24);

    /// <summary>The wait, between nothing and <see cref="Max"/>; null when the answer names none or nothing readable.</summary>
    /// <param name="now">Our clock, for a date, unless the answer tells its own clock in <c>Date</c>.</param>
    public static TimeSpan? Of(HttpResponseMessage answer, DateTimeOffset now) => answer.Headers.RetryAfter switch
    {
        { Delta: { } seconds } => Bounded(seconds),
        { Date: { } date } => Bounded(date - (answer.Headers.Date ?? now)),
        // A number of seconds that does not fit is a long wait, not none.
        _ when answer.Headers.TryGetValues("Retry-After", out var values) && values.Any(IsLongNumber) => Max,
        _ => null,
    };

    private static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Max ? Max : wait;

    private static bool IsLongNumber(string text) => text.Length is > 0 and < 100 && text.All(char.IsAsciiDigit);
}
