using Quittance.Domain.Accounting;
using Quittance.Server.Jobs;

namespace Quittance.Server.Accounting;

/// <summary>One attempt at a run: the job that holds it, the opened connection, and how long it may go on.</summary>
/// <remarks>An attempt ends before the job's lease does, so that two servers never work for one connection at once; the next one goes on.</remarks>
internal sealed class SyncRun(Job job, OpenedAccounting opened, OpenAccounting open, DateTimeOffset startedAt, TimeProvider clock)
{
    /// <summary>After this no call is begun.</summary>
    public static readonly TimeSpan BeginMax = TimeSpan.FromSeconds(60);

    /// <summary>How long one call may take. With <see cref="BeginMax"/> well below <see cref="RunJobs.Lease"/>.</summary>
    public static readonly TimeSpan CallMax = TimeSpan.FromSeconds(40);

    public Job Job => job;

    public AccountingConnection Connection => opened.Connection;

    public AccountingConnectionId Id => opened.Connection.Id;

    public AccountingAccess Access => opened.Access;

    public bool IsOver => clock.GetUtcNow() - startedAt >= BeginMax;

    /// <summary>Calls the accounting system, with no session open.</summary>
    /// <exception cref="AccountingException">It failed, or took too long.</exception>
    public Task<T> CallAsync<T>(Func<IAccountingSystem, AccountingAccess, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        AccountingCall.WithinAsync(CallMax, clock, limited => open.CallAsync(opened, call, limited), cancel);
}
