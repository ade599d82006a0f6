using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Asks the rail to leave a payment that has started, as long as no money moves. The session that calls it off comes after.</summary>
/// <remarks>
/// Should the server die in between, the rail says by itself that it was called off, when the transaction is followed next.
/// </remarks>
internal sealed class CallOffPayments(Database database, IPaymentRail rail)
{
    /// <param name="payer">On whose behalf the caller acts.</param>
    /// <returns>What the rail says, for <see cref="CallOffPayment.CallOffPaymentAsync"/>; null when there is nothing to ask.</returns>
    public async Task<RailAnswer?> AskRailAsync(Caller caller, BusinessId payer, InvoiceId invoice, CancellationToken cancel) =>
        await InstructionAsync(caller, payer, invoice, cancel) is { } instruction ? await rail.CancelAsync(instruction, cancel) : null;

    private async Task<RailInstruction?> InstructionAsync(Caller caller, BusinessId payer, InvoiceId invoice, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (await Idempotency.IsAnsweredAsync(session, caller, cancel)
            || await session.PaymentOrders.ProcessingOfAsync(invoice, cancel) is not { TransactionId: { } id } order
            || order.PayerId != payer)
        {
            return null;
        }

        var transaction = await session.Transactions.GetAsync(id, cancel);
        return transaction.IsCanceledByRail ? await session.InstructionOfAsync(transaction, cancel) : null;
    }
}

internal static class CallOffPayment
{
    /// <summary>Calls off the payment of a bill that has started; the bill is approved as before, and so are those that were paid together with it.</summary>
    /// <param name="answer">What <see cref="CallOffPayments.AskRailAsync"/> said.</param>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> CallOffPaymentAsync(
        this TenantSession session, Actor actor, BusinessId payer, InvoiceId invoice, RailAnswer? answer, DateTimeOffset now, CancellationToken cancel)
    {
        if (await session.PaymentOrders.ProcessingOfAsync(invoice, cancel) is not { TransactionId: { } id } order || order.PayerId != payer)
        {
            return false;
        }

        var held = await session.HoldPaymentAsync(id, cancel);

        var canceled = held.Transaction.Cancel(answer, now);

        await session.SaveTransactionAsync(actor, held, canceled, null, now, cancel);
        await session.DropJobAsync(FollowTransactions.JobKind, id.Value, cancel);
        return true;
    }
}
