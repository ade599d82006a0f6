using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Starts a payment order whose day has come, and those that go with it: makes their transaction. Asking the rail is the next job's.</summary>
internal sealed class StartPayments(Database database, TimeProvider clock)
{
    public const string JobKind = "start_payment";

    /// <summary>The most bills that one transaction pays; the others of the day get another one.</summary>
    public const int BatchMax = 500;

    private static readonly Actor Actor = new("job:start_payment");

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var (orders, bills) = await HoldAsync(session, new PaymentOrderId(job.SubjectId), cancel);
        if (orders.Count > 0)
        {
            await StartAsync(session, orders, bills, cancel);
        }

        if (await session.FinishJobAsync(job, cancel))
        {
            // The others have started too; their own jobs have nothing left to do.
            await session.DropJobsAsync(JobKind, [.. orders.Select(order => order.Id.Value).Where(id => id != job.SubjectId)], cancel);
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    // Which orders go together is read before their bills are held, so it is asked again afterwards.
    private static async Task<(IReadOnlyList<PaymentOrder> Orders, IReadOnlyDictionary<InvoiceId, InvoiceRow> Bills)> HoldAsync(
        TenantSession session, PaymentOrderId id, CancellationToken cancel)
    {
        var together = await session.PaymentOrders.GoingWithAsync(await session.PaymentOrders.GetAsync(id, cancel), BatchMax, cancel);
        var bills = await session.HoldInvoicesAsync(together.Select(order => order.InvoiceId), cancel);
        var first = await session.PaymentOrders.GetAsync(id, cancel);
        if (first.Status != PaymentOrderStatus.Scheduled)
        {
            return ([], bills);
        }

        var still = (await session.PaymentOrders.GoingWithAsync(first, BatchMax, cancel)).Select(order => order.Id).ToHashSet();
        return ([.. together.Where(order => still.Contains(order.Id))], bills);
    }

    private async Task StartAsync(
        TenantSession session, IReadOnlyList<PaymentOrder> orders, IReadOnlyDictionary<InvoiceId, InvoiceRow> bills, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var source = await session.PaymentMethods.GetAsync(orders[0].SourceId, cancel);
        var destination = await session.PaymentMethods.GetAsync(orders[0].DestinationId, cancel);
        var type = source.TypeTo(destination, orders[0].DestinationOptions?.Check);
        if (type.WaitsForPayer())
        {
            return;
        }

        var created = await session.BeginTransactionAsync(
            new TransactionEnds(type, orders[0].SourceId, orders[0].DestinationId, orders[0].DestinationOptions), orders[0].PayerId, orders[0].PayeeId,
            [.. orders.Select(order => new TransactionShare(order.InvoiceId, order.Amount))], now, cancel);
        var held = await StartInvoicesAsync(session, created, orders, bills, now, cancel);

        if (FaultOf(source, destination) is { } fault)
        {
            await session.SaveTransactionAsync(Actor, held, created.After(fault, now), fault.Failure.OnInvoices(fault.Side), now, cancel);
        }
        else if (type.IsByHand())
        {
            await session.SaveTransactionAsync(Actor, held, created.CompleteByHand(now), null, now, cancel);
        }
        else
        {
            await session.AddJobAsync(FollowTransactions.JobKind, created.Id.Value, now, now, cancel);
        }
    }

    private static async Task<HeldPayment> StartInvoicesAsync(
        TenantSession session, Transaction created, IReadOnlyList<PaymentOrder> orders, IReadOnlyDictionary<InvoiceId, InvoiceRow> bills, DateTimeOffset now,
        CancellationToken cancel)
    {
        TransactionShare[] shares = [.. orders.Select(order => new TransactionShare(order.InvoiceId, order.Amount))];
        var started = orders.ToDictionary(order => order.InvoiceId, order => order.Start(created.Id, now));
        var paying = orders.ToDictionary(order => order.InvoiceId, order => bills[order.InvoiceId] with { Invoice = bills[order.InvoiceId].Invoice.StartPayment(now) });

        await session.Transactions.PutAsync(created, shares, cancel);
        session.TellOfTransaction(Actor, null, created);
        foreach (var (id, row) in paying)
        {
            await session.PaymentOrders.UpdateAsync(started[id], cancel);
            await session.SaveInvoiceAsync(Actor, "paying", bills[id].Invoice, row.Invoice, cancel);
        }

        await session.FinishTransactionAsync(Actor, null, created, shares, null, now, cancel);
        return new HeldPayment(created, shares, paying, started);
    }

    // An account may have been frozen or removed since the payment was ordered.
    private static RailAnswer.Rejected? FaultOf(PaymentMethod source, PaymentMethod destination) => (source, destination) switch
    {
        ({ IsFrozen: true }, _) => new(new TransactionFailure("FROZEN", "The source is frozen"), FailedSide.Source),
        (_, { IsFrozen: true }) => new(new TransactionFailure("FROZEN", "The destination is frozen"), FailedSide.Destination),
        ({ IsRemoved: true }, _) => new(new TransactionFailure("REMOVED", "The source was removed"), FailedSide.Source),
        (_, { IsRemoved: true }) => new(new TransactionFailure("REMOVED", "The destination was removed"), FailedSide.Destination),
        _ => null,
    };
}
