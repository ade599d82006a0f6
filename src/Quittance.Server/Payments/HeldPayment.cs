using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>A transaction with the bills and orders that move with it; their rows are held until the session ends.</summary>
/// <param name="Shares">By the ids of their invoices.</param>
/// <param name="Orders">None for a transaction that was recorded by hand without one.</param>
internal sealed record HeldPayment(
    Transaction Transaction,
    IReadOnlyList<TransactionShare> Shares,
    IReadOnlyDictionary<InvoiceId, InvoiceRow> Invoices,
    IReadOnlyDictionary<InvoiceId, PaymentOrder> Orders);

internal static class PaymentHolding
{
    /// <summary>Holds a transaction with all its bills: the bills in the order of their ids, on both sides, then the transaction, as in every path.</summary>
    public static async Task<HeldPayment> HoldPaymentAsync(this TenantSession session, TransactionId id, CancellationToken cancel)
    {
        var shares = await session.Transactions.SharesOfAsync(await session.Transactions.GetAsync(id, cancel), cancel);
        var invoices = await session.HoldInvoicesAsync(shares.Select(share => share.InvoiceId), cancel);
        var transaction = await session.Transactions.LockAsync(id, cancel);
        var orders = await session.PaymentOrders.OfTransactionAsync(id, cancel);
        return new HeldPayment(transaction, shares, invoices, orders.ToDictionary(order => order.InvoiceId));
    }

    /// <summary>Holds bills on both sides in the order of their ids, so that two who hold several cannot wait for each other.</summary>
    public static async Task<IReadOnlyDictionary<InvoiceId, InvoiceRow>> HoldInvoicesAsync(
        this TenantSession session, IEnumerable<InvoiceId> ids, CancellationToken cancel)
    {
        var held = new Dictionary<InvoiceId, InvoiceRow>();
        foreach (var id in ids.OrderBy(id => id.Value))
        {
            held.Add(id, await BothSides.LockInvoiceAsync(session, id, cancel));
        }

        return held;
    }
}
