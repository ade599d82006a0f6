using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;
using Quittance.Server.Hosting;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Keeps a connection in step: reads the books when that is due, then pushes what waits. One job for each connection, always.</summary>
/// <remarks>
/// Reading and pushing are phases of one job, so that the system is never called twice at once for one connection, whichever server runs it.
/// A run may take many attempts; how far it is stands in the connection's row, and each result is a commit of its own.
/// </remarks>
internal sealed class SyncAccounting(Database database, OpenAccounting open, PullBooks pull, PushRecords push, ServerOptions options, TimeProvider clock)
{
    private static readonly Actor Actor = new($"job:{SyncJob.Kind}");

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        var startedAt = clock.GetUtcNow();
        var id = new AccountingConnectionId(job.SubjectId);
        SyncRun? run = null;
        try
        {
            if (await BeginAsync(job, id, cancel) is not { } phase)
            {
                return new JobResult.Done();
            }

            if (await open.RunAsync(job.Organization, id, null, cancel) is not { } opened)
            {
                return await database.EndJobAsync(job, cancel);
            }

            run = new SyncRun(job, opened, open, phase, startedAt, clock);
            return await RunAsync(run, cancel);
        }
        catch (AccountingException failure)
        {
            return await EndAsync(job, id, new FailedRun(AccountingSystems.FaultOf(failure, run?.Access, clock.GetUtcNow()), failure.RetryAfter, run?.FailsAtOneObject == true), cancel);
        }
    }

    private async Task<JobResult> RunAsync(SyncRun run, CancellationToken cancel)
    {
        while (!run.IsOver)
        {
            var step = run.Phase switch
            {
                SyncPhase.Books => await pull.ReadBooksAsync(run, cancel),
                SyncPhase.Changes => await pull.ReadChangesAsync(run, cancel),
                _ => await push.PushAsync(run, cancel),
            };
            switch (step)
            {
                case SyncStep.Lost:
                    return new JobResult.Done();
                case SyncStep.Ended:
                    return await EndAsync(run.Job, run.Id, null, cancel);
                case SyncStep.Go go:
                    run.Phase = go.Phase;
                    break;
            }
        }

        return new JobResult.Later(clock.GetUtcNow());
    }

    /// <summary>Begins a run, or goes on with the one that is in progress.</summary>
    /// <returns>What to do; null when there is nothing to do now, or another server has taken over.</returns>
    private async Task<SyncPhase?> BeginAsync(Job job, AccountingConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var state = await session.AccountingSyncs.LockConnectedAsync(id, cancel);
        if (!await session.HoldsJobAsync(job, cancel))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var phase = state?.Phase;
        if (state is null)
        {
            await session.FinishJobAsync(job, cancel);
        }
        else if (phase is null && state.IsResting(now))
        {
            await session.PutOffJobAsync(job, state.RestUntil!.Value, cancel);
        }
        else if (phase is null)
        {
            phase = state.IsPullDue(now) ? SyncPhase.Books : SyncPhase.Push;
            await session.AccountingSyncs.BeginAsync(id, phase.Value, now, cancel);
            if (phase == SyncPhase.Push)
            {
                await session.AccountingSyncs.EnterPhaseAsync(id, SyncPhase.Push, await session.AccountingRecords.CountPendingAsync(id, now, cancel), cancel);
            }
        }

        await session.CommitAsync(cancel);
        return phase;
    }

    /// <summary>Ends the run and plans the next; only now its failure is shown.</summary>
    /// <param name="failed">What ended it; null when it went well.</param>
    private async Task<JobResult> EndAsync(Job job, AccountingConnectionId id, FailedRun? failed, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var state = await session.AccountingSyncs.LockConnectedAsync(id, cancel);
        if (state is null)
        {
            return await database.EndJobAsync(job, cancel);
        }

        var now = clock.GetUtcNow();
        if (failed?.Fault is { Fault: AccountingFault.Deauthorized or AccountingFault.CredentialsRefused } fault)
        {
            if (await session.HoldsJobAsync(job, cancel))
            {
                await session.DeauthorizeAccountingAsync(Actor, id, fault, now, cancel);
                await session.CommitAsync(cancel);
            }

            return new JobResult.Done();
        }

        var failures = failed is null ? 0 : failed.IsAtOneObject ? 1 : state.Failures + 1;
        var rest = failed is null ? (DateTimeOffset?)null : PollSchedule.AfterFailure(now, failures, failed.RetryAfter, AnyNumber());
        await session.AccountingSyncs.EndAsync(id, failures, rest, cancel);
        await session.AccountingConnections.SetFaultAsync(id, failed?.Fault, cancel);
        var next = rest ?? Earlier(state.PullAt ?? now + options.AccountingSync, await session.AccountingRecords.NextTryAsync(id, cancel));
        if (await session.PutOffJobAsync(job, next, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

#pragma warning disable CA5394 // Nobody gains anything by guessing when we call.
    private static double AnyNumber() => Random.Shared.NextDouble();
#pragma warning restore CA5394

    /// <summary>What ended a run.</summary>
    /// <param name="RetryAfter">How long the system asked to be left alone.</param>
    /// <param name="IsAtOneObject">As <see cref="SyncRun.FailsAtOneObject"/>.</param>
    private sealed record FailedRun(AccountingConnectionFault Fault, TimeSpan? RetryAfter, bool IsAtOneObject);
}

/// <summary>How a run goes on after a step.</summary>
internal abstract record SyncStep
{
    private SyncStep()
    {
    }

    /// <summary>With another step of this phase.</summary>
    internal sealed record Go(SyncPhase Phase) : SyncStep;

    /// <summary>It has done everything.</summary>
    internal sealed record Ended : SyncStep;

    /// <summary>Another server has it, or the connection has ended: nothing more may be committed.</summary>
    internal sealed record Lost : SyncStep;
}
