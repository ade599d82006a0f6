using Quittance.Domain;
using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Businesses;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>What the decisions of the payer's people on a bill share, whether they are made one by one or in bulk.</summary>
internal static class DecideApproval
{
    /// <summary>Finds a bill that the caller's side pays and that waits for its decision, and holds its row.</summary>
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

    /// <summary>One of the payer's people, for whom the caller may act.</summary>
    /// <param name="user">Their id or foreign id.</param>
    public static async Task<BusinessUserId> FindDeciderAsync(this TenantSession session, Caller caller, BusinessId payer, string user, CancellationToken cancel)
    {
        var id = await session.ResolveUserAsync(payer, user, cancel);
        caller.RequireActsFor(id);
        return id;
    }

    /// <summary>The person agrees to pay. The bill is approved as soon as nobody else is asked.</summary>
    public static async Task GiveApprovalAsync(
        this TenantSession session, Caller caller, InvoiceRow row, BusinessUserId user, string? text, DateTimeOffset now, CancellationToken cancel)
    {
        var actor = caller.ActorFor(user);
        var approvals = await session.FillSlotAsync(actor, row.Invoice, user, ApprovalAction.Approve, now, cancel);
        await session.SayAsync(row, user, text, ApprovalAction.Approve, now, cancel);
        if (!approvals.IsApproved)
        {
            return;
        }

        IReadOnlyList<BusinessUserId> agreed = approvals.Slots.Count == 0 ? [user] : [.. approvals.Acted];
        var approved = row.Invoice.Approve(ConnectionRole.Payer, $"approvers: {string.Join(", ", await session.Approvers.NamesAsync(agreed, cancel))}", now);

        await session.SaveInvoiceAsync(actor, "approved", row.Invoice, approved, cancel);
        await session.FollowApprovalAsync(row with { Invoice = approved }, now, cancel);
    }

    /// <summary>The person says no, with which the bill is declined.</summary>
    public static async Task RefuseApprovalAsync(
        this TenantSession session, Caller caller, InvoiceRow row, BusinessUserId user, string? text, DateTimeOffset now, CancellationToken cancel)
    {
        var actor = caller.ActorFor(user);
        await session.FillSlotAsync(actor, row.Invoice, user, ApprovalAction.Reject, now, cancel);
        await session.SayAsync(row, user, text, ApprovalAction.Reject, now, cancel);
        var reason = text ?? $"Rejected by {string.Join(", ", await session.Approvers.NamesAsync([user], cancel))}.";

        var declined = row.Invoice.Decline(ConnectionRole.Payer, reason, now);

        await session.SaveInvoiceAsync(actor, "declined", row.Invoice, declined, cancel);
        await session.ReportDeclineAsync(actor, row, reason, null, now, cancel);
    }

    private static Task SayAsync(
        this TenantSession session, InvoiceRow row, BusinessUserId user, string? text, ApprovalAction action, DateTimeOffset now, CancellationToken cancel) =>
        text is null ? Task.CompletedTask : session.InvoiceApprovals.CommentAsync(row.Invoice.Id, user, text, action, now, cancel);

    private static Actor ActorFor(this Caller caller, BusinessUserId user) => new($"{caller.Label} for {user}", caller.RequestId);
}
