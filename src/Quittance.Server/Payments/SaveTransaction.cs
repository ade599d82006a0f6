using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Accounting;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Writes a transaction's new state and all that follows from it: its bills, their orders, both sides and the books.</summary>
internal static class SaveTransaction
{
    /// <param name="failure">What its bills show as the reason if it did not stand.</param>
    /// <returns>The same payment as it stands now, still held.</returns>
    public static async Task<HeldPayment> SaveTransactionAsync(
        this TenantSession session, Actor actor, HeldPayment held, Transaction after, InvoiceFailureType? failure, DateTimeOffset now, CancellationToken cancel)
    {
        var before = held.Transaction;
        if (after == before)
        {
            return held;
        }

        await session.Transactions.PutAsync(after, [], cancel);
        session.TellOfTransaction(actor, before, after);
        var (invoices, orders) = (held.Invoices.ToDictionary(), held.Orders.ToDictionary());
        if (after.Status != before.Status)
        {
            foreach (var share in held.Shares)
            {
                var id = share.InvoiceId;
                orders.TryGetValue(id, out var order);
                var (bill, changed) = await session.MoveInvoiceAsync(actor, invoices[id].Invoice, order, share, after, now, cancel);
                invoices[id] = invoices[id] with { Invoice = bill };
                if (changed is not null)
                {
                    orders[id] = changed;
                }
            }
        }

        await session.FinishTransactionAsync(actor, before, after, held.Shares, failure, now, cancel);
        return held with { Transaction = after, Invoices = invoices, Orders = orders };
    }

    /// <summary>What every new state of a transaction brings about beyond its bills: notes beside them, the other side, the books.</summary>
    public static async Task FinishTransactionAsync(
        this TenantSession session, Actor actor, Transaction? before, Transaction after, IReadOnlyList<TransactionShare> shares, InvoiceFailureType? failure,
        DateTimeOffset now, CancellationToken cancel)
    {
        await session.NoteProgressAsync(after, shares, failure, cancel);
        await BothSides.MirrorTransactionAsync(session, actor, before, after, shares, failure, cancel);
        await session.FollowPaymentAsync(after, shares, now, cancel);
    }

    private static async Task<(Invoice Bill, PaymentOrder? Order)> MoveInvoiceAsync(
        this TenantSession session, Actor actor, Invoice bill, PaymentOrder? order, TransactionShare share, Transaction transaction, DateTimeOffset now,
        CancellationToken cancel)
    {
        var (step, moved, followed) = transaction.Status switch
        {
            TransactionStatus.Completed => ("paid", bill.Settle(share.Amount, now), order?.Complete(now)),
            TransactionStatus.Failed or TransactionStatus.Reversed => ("payment_failed", bill.Fail(now), order?.Fail(now)),
            TransactionStatus.Returned => ("payment_returned", bill.Return(share.Amount, now), order?.Return(now)),
            TransactionStatus.Canceled => ("payment_called_off", bill.CallOffPayment(now), order?.CallOff(now)),
            _ => ("", bill, order),
        };
        if (moved == bill)
        {
            return (bill, order);
        }

        if (followed is not null)
        {
            await session.PaymentOrders.UpdateAsync(followed, cancel);
        }

        await session.SaveInvoiceAsync(actor, step, bill, moved, cancel);
        return (moved, followed);
    }
}
