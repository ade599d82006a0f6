using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Changes a draft, or the memo of a submitted bill.</summary>
internal sealed class UpdateInvoice(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="change">What the caller changes, given what there is.</param>
    public Task<InvoiceView> RunAsync(
        Caller caller, BusinessId acting, InvoiceId id, object request, Func<Invoice, InvoiceContent> change, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(UpdateInvoice), acting, id, request }, async session =>
        {
            var row = await session.ChangeInvoiceAsync(
                caller.Actor,
                acting,
                id,
                "updated",
                (invoice, role) =>
                {
                    var content = change(invoice);
                    return invoice.Edit(role, content.Amount, content.DueDate, content.Details, clock.GetUtcNow());
                },
                cancel);
            await session.FlagDuplicateAsync(row.Invoice, cancel);
            return await session.ViewInvoiceAsync(id, row.Invoice.RoleOf(acting), cancel);
        }, cancel);
}

/// <summary>What can be changed on a draft.</summary>
internal sealed record InvoiceContent(Money Amount, DateOnly? DueDate, InvoiceDetails Details);
