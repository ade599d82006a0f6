using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>People give, refuse and hand on the approvals of a bill. The row of the bill is held; whether it is approved with that, the caller sees.</summary>
internal static class FillApprovalSlots
{
    /// <summary>Fills what waits for the person. A bill of which nobody is asked has no slots, and anybody of the payer decides it.</summary>
    /// <param name="action">To approve or to reject.</param>
    /// <returns>What the bill needs now.</returns>
    public static Task<InvoiceApprovals> FillSlotAsync(
        this TenantSession session, Actor actor, Invoice invoice, BusinessUserId user, ApprovalAction action, DateTimeOffset now, CancellationToken cancel) =>
        ChangeAsync(
            session,
            actor,
            action == ApprovalAction.Reject ? "approval_rejected" : "approval_given",
            invoice,
            user,
            (approvals, person) => approvals.Slots.Count == 0 ? approvals
                : action == ApprovalAction.Reject ? approvals.Reject(person, now)
                : approvals.Approve(person, now),
            cancel);

    /// <summary>Leaves a slot to one person, or opens it to all who are eligible.</summary>
    /// <param name="slot">Null takes the first that is free for the person.</param>
    /// <param name="user">Null opens the slot, which then has to be named.</param>
    public static Task<InvoiceApprovals> AssignApproverAsync(
        this TenantSession session, Actor actor, Invoice invoice, ApprovalSlotId? slot, BusinessUserId? user, DateTimeOffset now, CancellationToken cancel) =>
        ChangeAsync(
            session,
            actor,
            user is null ? "approver_unassigned" : "approver_assigned",
            invoice,
            user,
            (approvals, person) => user is null && slot is { } opened ? approvals.Unassign(opened, now) : approvals.Assign(slot, person, now),
            cancel);

    private static Task<InvoiceApprovals> ChangeAsync(
        TenantSession session, Actor actor, string step, Invoice invoice, BusinessUserId? user, Func<InvoiceApprovals, Approver, InvoiceApprovals> change, CancellationToken cancel) =>
        BothSides.AtPayerAsync(
            session,
            invoice,
            async payer =>
            {
                var before = await payer.InvoiceApprovals.OfAsync(invoice.Id, cancel);
                var person = user is { } named ? (await payer.Approvers.HoldAsync(invoice.PayerId, named, cancel)).Approver : new Approver(default, []);

                var after = change(before, person);

                var (was, became) = (before.Slots.Except(after.Slots).ToList(), after.Slots.Except(before.Slots).ToList());
                if (became.Count > 0)
                {
                    await payer.InvoiceApprovals.UpdateAsync(invoice.Id, became, cancel);
                    payer.TellOfApprovals(actor, step, invoice, was, became);
                }

                return after;
            },
            cancel);
}
