using Quittance.Domain.Accounting;

namespace Quittance.Server.Accounting;

/// <summary>Gives an accounting system a time in which to answer; one that is late has failed like any other.</summary>
internal static class AccountingCall
{
    /// <exception cref="AccountingException">The call failed, or took longer than <paramref name="timeMax"/>.</exception>
    public static async Task<T> WithinAsync<T>(TimeSpan timeMax, TimeProvider clock, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(timeMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new AccountingException(AccountingFault.TimedOut, $"The accounting system did not finish within {timeMax.TotalSeconds} seconds.");
        }
    }
}
