using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>When a provider is asked again, spread at random.</summary>
internal static class PollTimes
{
    public static DateTimeOffset AfterSuccess(DateTimeOffset now, TimeSpan interval) => PollSchedule.AfterSuccess(now, interval, AnyNumber());

    /// <param name="failures">How many in a row, this one included.</param>
    public static DateTimeOffset AfterFailure(DateTimeOffset now, int failures, ProviderException failure) =>
        PollSchedule.AfterFailure(now, failures, failure.RetryAfter, AnyNumber());

#pragma warning disable CA5394 // Nobody gains anything by guessing when we call.
    private static double AnyNumber() => Random.Shared.NextDouble();
#pragma warning restore CA5394
}
