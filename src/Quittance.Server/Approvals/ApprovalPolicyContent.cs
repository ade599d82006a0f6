using Quittance.Domain;
using Quittance.Domain.Approvals;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>What a caller says of a policy. What is null stays as it is.</summary>
/// <param name="Upstream">Null leaves it; within, null is the root.</param>
internal sealed record ApprovalPolicyContent(IReadOnlyList<ApprovalTrigger>? Triggers, ApprovalRule? Rule, UpstreamChoice? Upstream)
{
    public ApprovalPolicy AppliedTo(ApprovalPolicy policy, DateTimeOffset now) => policy with
    {
        Triggers = Triggers ?? policy.Triggers,
        Rule = Rule ?? policy.Rule,
        UpstreamId = Upstream is { } choice ? choice.Id : policy.UpstreamId,
        UpdatedAt = now,
    };
}

/// <summary>The policy whose approvals come first; null for none.</summary>
internal sealed record UpstreamChoice(ApprovalPolicyId? Id);

internal static class ApprovalPolicyChecks
{
    /// <summary>Refuses a policy that could never be met, names who is not there, or makes the business's policies no tree.</summary>
    public static async Task RequireSoundAsync(this TenantSession session, ApprovalPolicy policy, IEnumerable<ApprovalPolicy> all, CancellationToken cancel)
    {
        var people = await session.Approvers.OfAsync(policy.BusinessId, cancel);
        ApprovalPolicies.RequireSound(policy, [.. all.Where(other => other.Id != policy.Id)], [.. people.Select(person => person.Id)]);
        var payees = policy.Triggers.OfType<ApprovalTrigger.PayeeIs>().SelectMany(trigger => trigger.PayeeIds).Distinct();
        if (await session.ApprovalPolicies.UnknownPayeesAsync(payees, cancel) is [var unknown, ..])
        {
            throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.", new FieldFault("trigger.vendorIds", $"trigger.vendorIds names {unknown.Value:d}, which is no entity that is known here"));
        }
    }

    /// <summary>Audit entry and event of a policy.</summary>
    public static void TellOfPolicy(this TenantSession session, Actor actor, string step, ApprovalPolicy? before, ApprovalPolicy? after)
    {
        var policy = after ?? before ?? throw new ArgumentNullException(nameof(after));
        session.Audit.Add(actor, $"approval_policy.{step}", $"{policy.Id}", before, after);
        session.Events.Add($"approval_policy.{step}", policy.Id.Value, new { id = policy.Id.Value, businessId = policy.BusinessId.Value });
    }
}
