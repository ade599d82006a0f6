using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Accounting;
using Quittance.Server.Approvals;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Puts a draft before the payer, or past them where their rule allows it.</summary>
internal sealed class SubmitInvoice(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, InvoiceId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(SubmitInvoice), acting, id }, async session =>
        {
            await session.Businesses.GetAsync(acting, cancel);
            var row = await BothSides.LockInvoiceAsync(session, id, cancel);
            var role = row.Invoice.RoleOf(acting) ?? throw InvoiceStore.NotFound();
            RequireNumber(row.Invoice);

            await session.SubmitInvoiceAsync(caller.Actor, row.Invoice, role, clock.GetUtcNow(), cancel);
            return await session.ViewInvoiceAsync(id, role, cancel);
        }, cancel);

    private static void RequireNumber(Invoice invoice)
    {
        if (invoice.Details.Number is null)
        {
            throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.", new FieldFault("invoiceNumber", "invoiceNumber is required before a payable can be submitted"));
        }
    }
}

/// <summary>The step itself, for every operation that ends in a submitted bill.</summary>
internal static class InvoiceSubmission
{
    /// <summary>Submits an invoice whose row is locked, asks the payer's people for their approvals, and approves it if the payer's rule does.</summary>
    /// <returns>The invoice, submitted or approved.</returns>
    public static async Task<Invoice> SubmitInvoiceAsync(
        this TenantSession session, Actor actor, Invoice draft, ConnectionRole by, DateTimeOffset now, CancellationToken cancel) =>
        (await session.PutBeforePayerAsync(actor, draft, by, now, cancel)).Invoice;

    /// <inheritdoc cref="SubmitInvoiceAsync"/>
    /// <returns>The invoice, and the rule that may approve it because the payer's policies ask nobody; null when they do.</returns>
    public static async Task<(Invoice Invoice, Actor? ApprovedBy)> PutBeforePayerAsync(
        this TenantSession session, Actor actor, Invoice draft, ConnectionRole by, DateTimeOffset now, CancellationToken cancel)
    {
        var connection = (await session.Connections.GetAsync(draft.ConnectionId, cancel)).Connection;
        connection.RequireActive();

        var submitted = draft.Submit(by, now);

        await session.SaveInvoiceAsync(actor, "submitted", draft, submitted, cancel);
        if (by == ConnectionRole.Payer)
        {
            // The payee knows nothing of the payer's accounts; its bill is coded at the latest when it is approved.
            await session.RequireCodedAsync(submitted, cancel);
        }

        var requested = await session.RequestApprovalsAsync(submitted, now, cancel);
        return (await session.ApproveByRuleAsync(submitted, connection.Settings.AutoApproval, null, now, cancel), requested.ApprovedBy);
    }
}
