using Quittance.Domain.Payments;
using Quittance.Server.Accounting;
using Quittance.Server.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Networks;
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
        var (instruction, status) = await PrepareAsync(job, cancel);
        var answer = status == TransactionStatus.Created
            ? await rail.InstructAsync(instruction, cancel)
            : await rail.FollowAsync(instruction, cancel);
        return await TakeInAsync(job, answer, cancel);
    }

    private async Task<(RailInstruction Instruction, TransactionStatus Status)> PrepareAsync(Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var transaction = await session.Transactions.GetAsync(new TransactionId(job.SubjectId), cancel);
        var order = await session.PaymentOrders.OfTransactionAsync(transaction.Id, cancel);
        return (
            new RailInstruction(
                transaction.Id,
                transaction.Amount,
                order.ClearingSpeed,
                transaction.CreatedAt,
                await session.PaymentMethods.OpenForRailAsync(transaction.SourceId, cancel),
                await session.PaymentMethods.OpenForRailAsync(transaction.DestinationId, cancel),
                order.NoteToSelf),
            transaction.Status);
    }

    private async Task<JobResult> TakeInAsync(Job job, RailAnswer answer, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var now = clock.GetUtcNow();
        var order = await session.PaymentOrders.OfTransactionAsync(new TransactionId(job.SubjectId), cancel);
        var row = await BothSides.LockInvoiceAsync(session, order.InvoiceId, cancel);
        var before = await session.Transactions.LockAsync(new TransactionId(job.SubjectId), cancel);
        order = await session.PaymentOrders.OfTransactionAsync(before.Id, cancel);

        var after = before.After(answer, now);

        if (after.Status != before.Status)
        {
            await SaveAsync(session, order, row, after, answer, now, cancel);
        }

        var askAgain = AskAgainAt(answer);
        if (askAgain is null && !await session.FinishJobAsync(job, cancel))
        {
            return new JobResult.Done(); // Another server has taken over; its commit counts, not this one.
        }

        await session.CommitAsync(cancel);
        return askAgain is { } at ? new JobResult.Later(at) : new JobResult.Done();
    }

    private static async Task SaveAsync(
        TenantSession session, PaymentOrder order, InvoiceRow row, Transaction transaction, RailAnswer answer, DateTimeOffset now, CancellationToken cancel)
    {
        var shares = await session.Transactions.SharesOfAsync(transaction, cancel);
        var (step, invoice, changed) = transaction.Status switch
        {
            TransactionStatus.Completed => ("paid", row.Invoice.Settle(order.Amount, now), order.Complete(now)),
            TransactionStatus.Failed or TransactionStatus.Reversed => ("payment_failed", row.Invoice.Fail(now), order.Fail(now)),
            TransactionStatus.Returned => ("payment_returned", row.Invoice.Return(order.Amount, now), order.Return(now)),
            _ => ("", row.Invoice, order),
        };

        await session.Transactions.PutAsync(transaction, [], cancel);
        session.TellOfTransaction(Actor, transaction);
        if (changed != order)
        {
            await session.PaymentOrders.UpdateAsync(changed, cancel);
            await session.SaveInvoiceAsync(Actor, step, row.Invoice, invoice, cancel);
        }

        if (SideOf(answer) is { } side)
        {
            await session.PaymentMethods.FreezeAsync(side == FailedSide.Source ? order.SourceId : order.DestinationId, now, cancel);
        }

        await BothSides.MirrorTransactionAsync(session, Actor, transaction, shares, cancel);
        await session.FollowPaymentAsync(transaction, shares, now, cancel);
    }

    private static FailedSide? SideOf(RailAnswer answer) => answer switch
    {
        RailAnswer.Rejected rejected => rejected.Side,
        RailAnswer.Returned returned => returned.Side,
        _ => null,
    };

    private static DateTimeOffset? AskAgainAt(RailAnswer answer) => answer switch
    {
        RailAnswer.Pending pending => pending.AskAgainAt,
        RailAnswer.Queued queued => queued.AskAgainAt,
        RailAnswer.Settled settled => settled.WatchUntil,
        _ => null,
    };
}
