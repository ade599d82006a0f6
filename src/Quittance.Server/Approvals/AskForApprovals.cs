using Quittance.Domain;
using Quittance.Domain.Approvals;
using Quittance.Domain.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>What the payer's policies ask of a bill that was just submitted.</summary>
/// <param name="Approvals">The slots that people have to fill.</param>
/// <param name="ApprovedBy">The rule that approves the bill at once, because nobody is asked; null when somebody is.</param>
internal sealed record RequestedApprovals(InvoiceApprovals Approvals, Actor? ApprovedBy);

/// <summary>Makes the approval slots of a bill as it is submitted, and takes them away when it becomes a draft again.</summary>
/// <remarks>Policies, people and slots are the payer's: all of it happens in its organization, past the walls of whoever acts.</remarks>
internal static class AskForApprovals
{
    /// <summary>Approves where no policy asks for anybody.</summary>
    public static readonly Actor NoPolicy = new($"{Actor.RulePrefix}no_approval_policy");

    /// <summary>Approves where a policy says so.</summary>
    public static readonly Actor AutomaticPolicy = new($"{Actor.RulePrefix}automatic_approval_policy");

    /// <summary>Whom the audit log names when policies ask.</summary>
    public static readonly Actor Policies = new($"{Actor.RulePrefix}approval_policies");

    /// <summary>Keeps the payer's policies that apply to a bill with it, and makes the slots that they ask for.</summary>
    /// <param name="submitted">As it is stored; its row is held, and the payer's notes beside it are written already, as policies look at them.</param>
    public static Task<RequestedApprovals> RequestApprovalsAsync(this TenantSession session, Invoice submitted, DateTimeOffset now, CancellationToken cancel) =>
        BothSides.AtPayerAsync(
            session,
            submitted,
            async payer =>
            {
                var (applying, asked) = await payer.AskAsync(submitted, now, cancel);
                if (applying.Count > 0)
                {
                    await payer.InvoiceApprovals.AddAsync(submitted, applying, asked, cancel);
                }

                if (asked.Slots.Count > 0)
                {
                    payer.TellOfApprovals(Policies, "approvals_requested", submitted, null, asked.Slots);
                    return new RequestedApprovals(asked, null);
                }

                return new RequestedApprovals(asked, applying.Count > 0 ? AutomaticPolicy : NoPolicy);
            },
            cancel);

    /// <summary>After a step of an invoice: what was asked and given for a bill is forgotten once it is a draft again.</summary>
    public static Task FollowApprovalsAsync(this TenantSession session, Invoice before, Invoice after, CancellationToken cancel) =>
        after.Status == InvoiceStatus.Draft && before.Status != InvoiceStatus.Draft ? session.ClearApprovalsAsync(after, cancel) : Task.CompletedTask;

    /// <summary>Forgets what was asked and given, so that the bill is asked about anew. The audit log keeps it.</summary>
    private static Task ClearApprovalsAsync(this TenantSession session, Invoice invoice, CancellationToken cancel) =>
        BothSides.AtPayerAsync(
            session,
            invoice,
            async payer =>
            {
                var before = await payer.InvoiceApprovals.OfAsync(invoice.Id, cancel);
                await payer.InvoiceApprovals.ClearAsync(invoice.Id, cancel);
                if (before.Slots.Count > 0)
                {
                    payer.TellOfApprovals(Policies, "approvals_cleared", invoice, before.Slots, null);
                }

                return before;
            },
            cancel);

    /// <summary>Why no rule may approve a bill in the place of people; null when the payer's policies leave it to others.</summary>
    public static Task<string?> WhyNotPastPoliciesAsync(this TenantSession session, Invoice submitted, DateTimeOffset now, CancellationToken cancel) =>
        BothSides.AtPayerAsync(
            session,
            submitted,
            async payer =>
            {
                var approvals = await payer.InvoiceApprovals.OfAsync(submitted.Id, cancel);
                if (approvals.Slots.Count == 0)
                {
                    (_, approvals) = await payer.AskAsync(submitted, now, cancel);
                }

                return approvals.IsApproved ? null : "the payer's approval policies ask for people";
            },
            cancel);

    /// <summary>Refuses to approve a bill all at once while people are asked for it one by one.</summary>
    public static Task RequireNoOpenSlotAsync(this TenantSession session, Invoice invoice, CancellationToken cancel) =>
        BothSides.AtPayerAsync(
            session,
            invoice,
            async payer =>
            {
                var approvals = await payer.InvoiceApprovals.OfAsync(invoice.Id, cancel);
                return approvals.IsApproved
                    ? approvals
                    : throw new RefusedException(
                        Refusal.ApprovalsOpen,
                        $"Invoice {invoice.Id} waits for {approvals.Slots.Count(slot => slot.IsOpen)} approvals that the payer's policies ask for. Give each with POST /invoice/in_{invoice.Id.Value:d}/approve and the userId of who approves.");
            },
            cancel);

    /// <summary>Audit entry and event about slots of a bill; they hold ids only.</summary>
    public static void TellOfApprovals(
        this TenantSession session, Actor actor, string step, Invoice invoice, IReadOnlyList<ApprovalSlot>? before, IReadOnlyList<ApprovalSlot>? after)
    {
        session.Audit.Add(actor, $"invoice.{step}", $"{invoice.Id}", before, after);
        session.Events.Add($"invoice.{step}", invoice.Id.Value, new { id = invoice.Id.Value, slots = (after ?? before ?? []).Select(slot => slot.Id.Value).ToList() });
    }

    private static async Task<(IReadOnlyList<ApprovalPolicy> Applying, InvoiceApprovals Asked)> AskAsync(
        this TenantSession payer, Invoice invoice, DateTimeOffset now, CancellationToken cancel)
    {
        var policies = await payer.ApprovalPolicies.OfAsync(invoice.PayerId, cancel);
        if (policies.Count == 0)
        {
            return ([], InvoiceApprovals.None);
        }

        var people = await payer.Approvers.OfAsync(invoice.PayerId, cancel);
        var bill = new InvoiceFacts(invoice.Amount, invoice.PayeeId, await payer.InvoiceApprovals.MetadataOfAsync(invoice.Id, cancel));

        var applying = ApprovalPolicies.ApplyingTo(bill, policies);
        return (applying, InvoiceApprovals.AskedBy(applying, policies, [.. people.Select(person => person.Approver)], now));
    }
}
