using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Accounting;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Pays somebody without a bill of theirs: the payer writes one, approves it and orders its payment, all in one commit.</summary>
internal sealed class QuickPay(Idempotency idempotency, TimeProvider clock)
{
    private const int NumberDigits = 12;

    public Task<PaymentOrderRow> RunAsync(
        Caller caller, NetworkConnectionId connectionId, Money amount, string? memo, PaymentPlan plan, CancellationToken cancel)
    {
        // It approves as well as pays: whoever may only pay would otherwise approve their own bill.
        caller.RequireHolds([Permission.InvoicesApprove], "pay without an approved bill");
        return idempotency.OnceAsync(caller, new { operation = nameof(QuickPay), connectionId, amount, memo, plan }, async session =>
        {
            var connection = (await session.Connections.LockAsync(connectionId, cancel)).Connection;
            connection.RequireActive();
            if (await session.Businesses.FindAsync(connection.PayerId!.Value, cancel) is null)
            {
                throw new RefusedException(Refusal.PayerOnly, $"Only the payer can pay on connection {connectionId}.");
            }

            var now = clock.GetUtcNow();
            var id = InvoiceId.New(now);
            // The end of a version 7 uuid is random, its beginning is the time.
            var details = new InvoiceDetails(
                $"QP-{$"{id.Value:n}"[^NumberDigits..].ToUpperInvariant()}", DateOnly.FromDateTime(now.UtcDateTime), memo, null, null, []);

            var draft = Invoice.Draft(id, connection, ConnectionRole.Payer, amount, null, details, now);
            var approved = draft.Submit(ConnectionRole.Payer, now).Approve(ConnectionRole.Payer, caller.Label, now);

            await session.Invoices.AddAsync(draft, cancel);
            await session.FlagDuplicateAsync(draft, cancel);
            session.TellOfInvoice(caller.Actor, "created", null, draft);
            await session.SaveInvoiceAsync(caller.Actor, "approved", draft, approved, cancel);
            await session.RequireCodedAsync(approved, cancel);
            var order = await session.SchedulePaymentAsync(
                caller.Actor, await session.Invoices.GetAsync(id, cancel), plan, now, cancel);
            return await session.PaymentOrders.GetRowAsync(order.Id, cancel);
        }, cancel);
    }
}
