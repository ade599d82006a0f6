using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Writes what waits into the accounting system, one object after the other; each answer is a commit of its own.</summary>
/// <remarks>
/// Before a call it is committed that it goes out, and with what. So a server that dies before it has taken the answer in leaves a record of
/// which everybody knows that nobody knows: the next call for it asks the system first (<see cref="IAccountingSystem"/>).
/// </remarks>
internal sealed class PushRecords(Database database, TimeProvider clock)
{
    private const int BatchSize = 100;

    /// <summary>Pushes a batch, or as much of it as the attempt has time for.</summary>
    /// <exception cref="AccountingException">Nothing more can be pushed now; what failed has been noted at its record.</exception>
    public async Task<SyncStep> PushAsync(SyncRun run, CancellationToken cancel)
    {
        var batch = await NextAsync(run, cancel);
        foreach (var id in batch)
        {
            if (run.IsOver)
            {
                break;
            }

            if (!await PushOneAsync(run, id, cancel))
            {
                return new SyncStep.Lost();
            }
        }

        return batch.Count == 0 ? new SyncStep.Ended() : new SyncStep.Go(SyncPhase.Push);
    }

    private async Task<IReadOnlyList<AccountingRecordId>> NextAsync(SyncRun run, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(run.Job.Organization, cancel);
        return await session.AccountingRecords.NextAsync(run.Id, BatchSize, clock.GetUtcNow(), cancel);
    }

    /// <returns>False when the run is another server's, or the connection has ended.</returns>
    private async Task<bool> PushOneAsync(SyncRun run, AccountingRecordId id, CancellationToken cancel)
    {
        var (isOurs, call) = await PrepareAsync(run, id, cancel);
        if (!isOurs || call is null)
        {
            return isOurs;
        }

        RemoteReference answer;
        try
        {
            answer = Checked(await run.CallAsync(call.SendAsync, cancel));
        }
        catch (AccountingException failure)
        {
            if (await TakeFailureInAsync(run, id, failure, cancel) && EndsRun(failure.Fault))
            {
                throw;
            }

            return true; // Should the run be another server's by now, the next step finds out.
        }

        return await TakeInAsync(run, id, (record, now) => call.After(record, answer, now), cancel);
    }

    /// <summary>Says what is to be called, and commits that it will be.</summary>
    private async Task<(bool IsOurs, PushCall? Call)> PrepareAsync(SyncRun run, AccountingRecordId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(run.Job.Organization, cancel);
        if (await session.AccountingSyncs.LockConnectedAsync(run.Id, cancel) is null)
        {
            return (false, null);
        }

        var row = await session.AccountingRecords.LockAsync(id, cancel);
        if (!await session.HoldsJobAsync(run.Job, cancel))
        {
            return (false, null);
        }

        var now = clock.GetUtcNow();
        if (row.Record.Status != SyncStatus.Pending || row.Record.TryAt > now || row.ConnectionId != run.Id)
        {
            return (true, null); // Done or put off since the batch was read.
        }

        PushCall? call = null;
        try
        {
            call = await session.PushCallAsync(run.Connection, row, now, cancel);
            if (call is not null)
            {
                await session.AccountingRecords.UpdateAsync(row.Record.Ask(now), cancel);
            }
        }
        catch (AccountingException failure)
        {
            await session.AccountingRecords.UpdateAsync(Failed(row.Record, run, failure, now), cancel);
        }

        await session.AccountingSyncs.ProgressAsync(run.Id, 1, $"{Words.Of(row.Record.Kind)} {row.Record.ObjectId}", cancel);
        await session.CommitAsync(cancel);
        return (true, call);
    }

    private Task<bool> TakeFailureInAsync(SyncRun run, AccountingRecordId id, AccountingException failure, CancellationToken cancel) =>
        TakeInAsync(
            run,
            id,
            (record, now) => record is { Wanted: AccountingWish.Reversed, Remote: null } && SaysAbsent(failure.Fault)
                ? record.FoundAbsent(now)
                : Failed(record, run, failure, now),
            cancel);

    /// <summary>Commits what the answer means. Nothing else is in this commit, so that nothing else can keep it from being known.</summary>
    private async Task<bool> TakeInAsync(SyncRun run, AccountingRecordId id, Func<AccountingRecord, DateTimeOffset, AccountingRecord> decide, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(run.Job.Organization, cancel);
        var row = await session.AccountingRecords.LockAsync(id, cancel);
        if (!await session.HoldsJobAsync(run.Job, cancel))
        {
            return false;
        }

        await session.AccountingRecords.UpdateAsync(decide(row.Record, clock.GetUtcNow()), cancel);
        await session.CommitAsync(cancel);
        return true;
    }

    private static AccountingRecord Failed(AccountingRecord record, SyncRun run, AccountingException failure, DateTimeOffset now) => record.Failed(
        new AccountingRecordError(failure.Fault, AccountingSystems.MessageOf(failure, run.Access), StrangersText.Of(failure.Code)),
        PollSchedule.AfterFailure(now, record.Tries + 1, failure.RetryAfter, 0.5),
        now);

    // An answer that cannot be kept is none: whether the object is there is asked again.
    private static RemoteReference Checked(RemoteReference answer) => StrangersText.IsReference(answer)
        ? answer with { Number = StrangersText.Of(answer.Number) }
        : throw new AccountingException(AccountingFault.BadAnswer, "The accounting system's id or version of the object is empty, too long or not text.");

    // The system was asked for what may be there, found nothing, and refused to make it. Other refusals may come of what it found,
    // such as a bill that was changed over there, or of not being able to look.
    private static bool SaysAbsent(AccountingFault fault) => fault is
        AccountingFault.NotFound or AccountingFault.Duplicate or AccountingFault.PeriodClosed or AccountingFault.LedgerAccountMissing or AccountingFault.TaxRateMissing;

    private static bool EndsRun(AccountingFault fault) => fault.IsTransient() || fault.StopsConnection();
}
