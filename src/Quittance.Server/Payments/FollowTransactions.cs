using Quittance.Domain.Payments;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Instructs the rail, then asks it how the transaction stands until it says, and takes in what it says.</summary>
internal sealed class FollowTransactions(Database database, IPaymentRail rail, TimeProvider clock)
{
    public const string JobKind = "follow_transaction";

    private static readonly Actor Actor = new("job:follow_transaction");

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        // The rail is asked between two sessions, never inside one: it may take its time, and the database must not wait for it.
        if (await PrepareAsync(job, cancel) is not var (instruction, status))
        {
            return await database.EndJobAsync(job, cancel);
        }

        var answer = status == TransactionStatus.Created
            ? await rail.InstructAsync(instruction, cancel)
            : await rail.FollowAsync(instruction, cancel);
        return await TakeInAsync(job, answer, cancel);
    }

    // Before the rail hears of a transaction, it is on record that it may have: from then on nobody calls it off without asking there.
    private async Task<(RailInstruction Instruction, TransactionStatus Status)?> PrepareAsync(Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var before = await session.Transactions.LockAsync(new TransactionId(job.SubjectId), cancel);
        if (before.Status is TransactionStatus.Failed or TransactionStatus.Reversed or TransactionStatus.Canceled or TransactionStatus.Returned)
        {
            return null;
        }

        var instructed = before.Instruct(clock.GetUtcNow());
        var instruction = await session.InstructionOfAsync(instructed, cancel);
        if (instructed != before)
        {
            await session.Transactions.MarkInstructedAsync(instructed, cancel);
            await session.CommitAsync(cancel);
        }

        return (instruction, instructed.Status);
    }

    private async Task<JobResult> TakeInAsync(Job job, RailAnswer answer, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var now = clock.GetUtcNow();
        var held = await session.HoldPaymentAsync(new TransactionId(job.SubjectId), cancel);

        var after = held.Transaction.After(answer, now);

        var (failure, side) = FailureOf(answer);
        await session.SaveTransactionAsync(Actor, held, after, failure?.OnInvoices(side), now, cancel);
        if (after.Status != held.Transaction.Status && side is { } whose)
        {
            await session.PaymentMethods.FreezeAsync(whose == FailedSide.Source ? after.SourceId : after.DestinationId, now, cancel);
        }

        var askAgain = AskAgainAt(answer);
        if (askAgain is null && !await session.FinishJobAsync(job, cancel))
        {
            return new JobResult.Done(); // Another server has taken over; its commit counts, not this one.
        }

        await session.CommitAsync(cancel);
        return askAgain is { } at ? new JobResult.Later(at) : new JobResult.Done();
    }

    private static (TransactionFailure? Failure, FailedSide? Side) FailureOf(RailAnswer answer) => answer switch
    {
        RailAnswer.Rejected rejected => (rejected.Failure, rejected.Side),
        RailAnswer.Returned returned => (returned.Failure, returned.Side),
        _ => (null, null),
    };

    private static DateTimeOffset? AskAgainAt(RailAnswer answer) => answer switch
    {
        RailAnswer.Pending pending => pending.AskAgainAt,
        RailAnswer.Queued queued => queued.AskAgainAt,
        RailAnswer.Settled settled => settled.WatchUntil,
        _ => null,
    };
}
