using Quittance.Domain;
using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>What one of the payer's people has decided on an invoice, before it has an effect on the invoice itself.</summary>
/// <param name="Row">The invoice as it stands; its row is held.</param>
/// <param name="Approvals">What the invoice needs now.</param>
internal sealed record ApprovalDecision(InvoiceRow Row, BusinessUserId Person, Actor Actor, InvoiceApprovals Approvals);

/// <summary>What the decisions of the payer's people on an invoice share.</summary>
internal static class DecideApproval
{
    /// <summary>Finds an invoice that the caller's side pays and that waits for its decision, and holds its row.</summary>
    /// <param name="invoice">Its id or foreign id.</param>
    public static async Task<InvoiceRow> OpenInvoiceAsync(this TenantSession session, string invoice, CancellationToken cancel)
    {
        var row = await BothSides.LockInvoiceAsync(session, await session.ResolveInvoiceAsync(invoice, cancel), cancel);
        if (await session.Businesses.FindAsync(row.Invoice.PayerId, cancel) is null)
        {
            throw new RefusedException(Refusal.PayerOnly, $"Only the payer's people can decide on invoice {row.Invoice.Id}.");
        }

        row.Invoice.RequireUndecided();
        return row;
    }

    /// <summary>One of the payer's people, for whom the caller may act, fills what waits for them, and says something to it.</summary>
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="user">Id or foreign id.</param>
    /// <param name="text">Null for nothing.</param>
    public static async Task<ApprovalDecision> DecideAsync(
        this TenantSession session, Caller caller, string invoice, string user, string? text, ApprovalAction action, DateTimeOffset now, CancellationToken cancel)
    {
        var row = await session.OpenInvoiceAsync(invoice, cancel);
        var person = await session.ResolveUserAsync(row.Invoice.PayerId, user, cancel);
        caller.RequireActsFor(person);
        var actor = new Actor($"{caller.Label} for {person}", caller.RequestId);

        var approvals = await session.FillSlotAsync(actor, row.Invoice, person, action, now, cancel);
        if (text is not null)
        {
            await session.InvoiceComments.AddAsync(
                row.Invoice.Id, new InvoiceComment(Guid.CreateVersion7(now), text, person, Words.Of(action), now, now), cancel);
        }

        return new ApprovalDecision(row, person, actor, approvals);
    }
}
