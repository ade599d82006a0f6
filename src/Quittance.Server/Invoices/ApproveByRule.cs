using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Accounting;
using Quittance.Server.Approvals;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Approves a submitted bill in the payer's place if the connection's rule allows it; else tells why a person must look.</summary>
/// <remarks>
/// The evidence is the payer's own, also when the payee submits: a payee must not get around what the payer knows of a
/// changed bank account.
/// </remarks>
internal static class ApproveByRule
{
    /// <summary>Whom the audit log names.</summary>
    public static readonly Actor Rule = new($"{Actor.RulePrefix}auto_approval");

    /// <param name="rule">The connection's; null means that a person always decides, of which there is nothing to tell.</param>
    /// <param name="doubt">What else speaks against it, in words; null when nothing does.</param>
    /// <returns>The invoice, approved or as it was.</returns>
    public static async Task<Invoice> ApproveByRuleAsync(
        this TenantSession session, Invoice submitted, AutoApproval? rule, string? doubt, DateTimeOffset now, CancellationToken cancel)
    {
        if (rule is null)
        {
            return submitted;
        }

        var (evidence, isDuplicate) = await BothSides.EvidenceOfAsync(session, submitted, cancel);
        var whyNot = rule.WhyNot(submitted.Amount, evidence)
            ?? doubt
            ?? await session.WhyNotPastPoliciesAsync(submitted, now, cancel)
            ?? (isDuplicate ? "it probably repeats another invoice" : null)
            ?? (await session.WhyNotBookableAsync(submitted, cancel) is null ? null : "a line has no ledger account");
        if (whyNot is not null)
        {
            await BothSides.TellOfSkippedApprovalAsync(session, Rule, submitted, whyNot, cancel);
            return submitted;
        }

        var approved = submitted.Approve(ConnectionRole.Payer, Rule.Label, now);

        await session.SaveInvoiceAsync(Rule, "approved", submitted, approved, cancel);
        return approved;
    }
}
