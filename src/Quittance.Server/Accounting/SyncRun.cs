using Quittance.Domain.Accounting;
using Quittance.Server.Jobs;

namespace Quittance.Server.Accounting;

/// <summary>One attempt at a run: the job that holds it, the opened connection, and how long it may go on.</summary>
/// <remarks>An attempt ends before the job's lease does, so that two servers never work for one connection at once; the next one goes on.</remarks>
internal sealed class SyncRun(Job job, OpenedAccounting opened, OpenAccounting open, SyncPhase phase, DateTimeOffset startedAt, TimeProvider clock)
{
    /// <summary>After this no call is begun.</summary>
    public static readonly TimeSpan BeginMax = TimeSpan.FromSeconds(60);

    /// <summary>How long one call may take, unless the whole attempt ends sooner.</summary>
    public static readonly TimeSpan CallMax = TimeSpan.FromSeconds(40);

    /// <summary>How long the whole attempt may take; well below <see cref="RunJobs.Lease"/>.</summary>
    private static readonly TimeSpan AttemptMax = BeginMax + CallMax;

    private bool _hasAnswered;

    public Job Job => job;

    public AccountingConnection Connection => opened.Connection;

    public AccountingConnectionId Id => opened.Connection.Id;

    public AccountingAccess Access => opened.Access;

    public bool IsOver => Elapsed >= BeginMax;

    /// <summary>What is being done.</summary>
    public SyncPhase Phase { get; set; } = phase;

    /// <summary>Whether a failure now is one object's: the system answered before, and the object waits by itself. It is no reason to leave all others alone for long.</summary>
    public bool FailsAtOneObject => _hasAnswered && Phase == SyncPhase.Push;

    private TimeSpan Elapsed => clock.GetUtcNow() - startedAt;

    /// <summary>Calls the accounting system, with no session open.</summary>
    /// <exception cref="AccountingException">It failed, or took too long.</exception>
    public async Task<T> CallAsync<T>(Func<IAccountingSystem, AccountingAccess, CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        var left = AttemptMax - Elapsed;
        if (left <= TimeSpan.Zero)
        {
            throw new AccountingException(AccountingFault.TimedOut, $"The accounting system took longer than {AttemptMax.TotalSeconds} seconds for what belongs together.");
        }

        var answer = await AccountingCall.WithinAsync(left < CallMax ? left : CallMax, clock, limited => open.CallAsync(opened, call, limited), cancel);
        _hasAnswered = true;
        return answer;
    }
}
