using Quittance.Domain.Businesses;

namespace Quittance.Domain.Approvals;

/// <summary>What holds for all policies of a business together.</summary>
public static class ApprovalPolicies
{
    /// <summary>The policies that apply to a bill, upstream ones before those below them, else by age.</summary>
    /// <remarks>A catch-all applies only if no policy without one does. A policy applies whether or not those upstream of it do.</remarks>
    public static IReadOnlyList<ApprovalPolicy> ApplyingTo(InvoiceFacts bill, IReadOnlyList<ApprovalPolicy> policies)
    {
        var triggered = policies.Where(policy => policy.IsTriggeredBy(bill)).ToLookup(policy => policy.IsCatchAll);
        return
        [
            .. (triggered[false].Any() ? triggered[false] : triggered[true])
                .OrderBy(policy => Above(policy, policies).Count()).ThenBy(policy => policy.CreatedAt).ThenBy(policy => policy.Id.Value),
        ];
    }

    /// <summary>The policies upstream of one, nearest first.</summary>
    public static IEnumerable<ApprovalPolicy> Above(ApprovalPolicy policy, IReadOnlyList<ApprovalPolicy> policies)
    {
        // Bounded, so that it ends even if the policies are no tree.
        var at = policy;
        for (var step = 0; step < policies.Count && at?.UpstreamId is { } upstream; step++)
        {
            at = policies.FirstOrDefault(other => other.Id == upstream);
            if (at is not null)
            {
                yield return at;
            }
        }
    }

    /// <summary>The policies downstream of one, at any depth.</summary>
    public static IReadOnlyList<ApprovalPolicy> Below(ApprovalPolicy policy, IReadOnlyList<ApprovalPolicy> policies) =>
        [.. policies.Where(other => other.Id != policy.Id && Above(other, policies).Any(above => above.Id == policy.Id))];

    /// <summary>Refuses a new or changed policy that could never be met or would make the policies no tree.</summary>
    /// <param name="others">The business's other policies.</param>
    /// <param name="people">The business's people.</param>
    public static void RequireSound(ApprovalPolicy policy, IReadOnlyList<ApprovalPolicy> others, IReadOnlyCollection<BusinessUserId> people)
    {
        List<FieldFault> faults = [.. RuleFaults(policy.Rule, people), .. UpstreamFaults(policy, others)];
        if (others.Count >= ApprovalPolicy.CountMax)
        {
            faults.Add(new FieldFault("body", $"there are {others.Count} policies already, which is as many as there may be"));
        }

        if (faults.Count > 0)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", faults);
        }
    }

    private static IEnumerable<FieldFault> RuleFaults(ApprovalRule rule, IReadOnlyCollection<BusinessUserId> people)
    {
        if (rule is not ApprovalRule.ByPeople asked)
        {
            yield break;
        }

        if (asked.Count is < 1 or > ApprovalRule.ByPeople.CountMax)
        {
            yield return new FieldFault("rule.numApprovers", $"rule.numApprovers must be between 1 and {ApprovalRule.ByPeople.CountMax}");
        }

        if (asked.Roles.Count == 0 == (asked.Users.Count == 0))
        {
            yield return new FieldFault("rule.identifierList", "rule.identifierList must name roles or users, at least one");
        }

        if (asked.Users.FirstOrDefault(user => !people.Contains(user)) is var stranger && stranger != default)
        {
            yield return new FieldFault("rule.identifierList", $"rule.identifierList names {stranger}, who is no user of this entity");
        }

        if (asked.Users.Count > 0 && asked.Users.Distinct().Count() < asked.Count)
        {
            yield return new FieldFault("rule.identifierList", $"rule.identifierList must name at least {asked.Count} different users, as many as are to approve");
        }
    }

    private static IEnumerable<FieldFault> UpstreamFaults(ApprovalPolicy policy, IReadOnlyList<ApprovalPolicy> others)
    {
        if (policy.UpstreamId is not { } upstream)
        {
            yield break;
        }

        if (upstream != policy.Id && others.All(other => other.Id != upstream))
        {
            yield return new FieldFault("upstreamPolicyId", "upstreamPolicyId must be root or a policy of this entity");
        }
        else if (Above(policy, [.. others, policy]).Any(above => above.Id == policy.Id))
        {
            yield return new FieldFault("upstreamPolicyId", "upstreamPolicyId must not be the policy itself or one downstream of it");
        }
    }
}
