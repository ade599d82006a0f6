using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Starts a payment order whose day has come: makes its transaction. Asking the rail is the next job's.</summary>
internal sealed class StartPayments(Database database, TimeProvider clock)
{
    public const string JobKind = "start_payment";

    private static readonly Actor Actor = new("job:start_payment");

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var seen = await session.PaymentOrders.GetAsync(new PaymentOrderId(job.SubjectId), cancel);
        var row = await BothSides.LockInvoiceAsync(session, seen.InvoiceId, cancel);
        var order = await session.PaymentOrders.GetAsync(seen.Id, cancel);
        if (order.Status == PaymentOrderStatus.Scheduled)
        {
            await StartAsync(session, order, row, cancel);
        }

        if (await session.FinishJobAsync(job, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    private async Task StartAsync(TenantSession session, PaymentOrder order, InvoiceRow row, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var source = await session.PaymentMethods.GetAsync(order.SourceId, cancel);
        var destination = await session.PaymentMethods.GetAsync(order.DestinationId, cancel);
        var id = await session.Transactions.NextIdAsync(order.PayerId, now, cancel);
        var transaction = new Transaction(
            id, source.TypeTo(destination), TransactionStatus.Created, order.Amount, order.PayerId, order.PayeeId,
            order.SourceId, order.DestinationId, null, null, Uuid7.TimeOf(id.Value), now);
        TransactionShare[] shares = [new(order.InvoiceId, order.Amount)];

        var paying = row.Invoice.StartPayment(now);
        var started = order.Start(transaction.Id, now);

        await session.Transactions.PutAsync(transaction, shares, cancel);
        await session.PaymentOrders.UpdateAsync(started, cancel);
        session.TellOfTransaction(Actor, transaction);
        await session.SaveInvoiceAsync(Actor, "paying", row.Invoice, paying, cancel);
        await BothSides.MirrorTransactionAsync(session, Actor, transaction, shares, cancel);
        await session.AddJobAsync(FollowTransactions.JobKind, transaction.Id.Value, now, now, cancel);
    }
}
