namespace Quittance.Domain.Intake;

/// <summary>When a provider is asked again.</summary>
/// <remarks>Times are spread by a tenth either way, so that connections which were made together do not call together for ever.</remarks>
public static class PollSchedule
{
    /// <summary>The longest wait after failures, 6 hours, unless the provider asks for more.</summary>
    public static readonly TimeSpan BackOffMax = TimeSpan.FromHours(6);

    /// <summary>The first wait after a failure, doubled by each further one.</summary>
    public static readonly TimeSpan BackOffMin = TimeSpan.FromSeconds(30);

    /// <summary>The longest time that a provider's <c>Retry-After</c> is obeyed for, one day.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromDays(1);

    private const double Spread = 0.1;

    /// <summary>After a success: one interval later.</summary>
    /// <param name="random">Between 0 and 1.</param>
    public static DateTimeOffset AfterSuccess(DateTimeOffset now, TimeSpan interval, double random) => now + Spreading(interval, random);

    /// <summary>After a failure: doubling waits up to <see cref="BackOffMax"/>, and never before the provider wants to be asked.</summary>
    /// <param name="failures">How many in a row, this one included.</param>
    /// <param name="retryAfter">What the provider asked for.</param>
    /// <param name="random">Between 0 and 1.</param>
    public static DateTimeOffset AfterFailure(DateTimeOffset now, int failures, TimeSpan? retryAfter, double random)
    {
        var doubled = BackOffMin * Math.Pow(2, Math.Clamp(failures - 1, 0, 16));
        var wait = Spreading(doubled < BackOffMax ? doubled : BackOffMax, random);
        var asked = retryAfter is { } time ? (time < RetryAfterMax ? time : RetryAfterMax) : TimeSpan.Zero;
        return now + (wait > asked ? wait : asked);
    }

    private static TimeSpan Spreading(TimeSpan time, double random) => time * (1 - Spread + (2 * Spread * random));
}
