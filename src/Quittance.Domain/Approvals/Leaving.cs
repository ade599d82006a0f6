namespace Quittance.Domain.Approvals;

/// <summary>What becomes of a business's policies when one of its people leaves.</summary>
public static class Leaving
{
    /// <summary>The policies that name the person, without them. Refuses if a policy would ask for more people than are left.</summary>
    /// <param name="others">The business's other people.</param>
    public static IReadOnlyList<ApprovalPolicy> From(IReadOnlyList<ApprovalPolicy> policies, Approver person, IReadOnlyList<Approver> others, DateTimeOffset now)
    {
        if (policies.FirstOrDefault(policy => Needs(policy.Rule, person, others)) is { } needing)
        {
            throw new RefusedException(Refusal.PersonNeeded, $"The approval policy {needing.Id} needs {person.Id}. Change the policy, or add somebody who can take their place.");
        }

        return
        [
            .. from policy in policies
               let rule = policy.Rule as ApprovalRule.ByPeople
               where rule?.Users.Contains(person.Id) == true
               select policy with { Rule = rule with { Users = [.. rule.Users.Where(user => user != person.Id)] }, UpdatedAt = now },
        ];
    }

    private static bool Needs(ApprovalRule rule, Approver person, IReadOnlyList<Approver> others) =>
        rule is ApprovalRule.ByPeople asked && IsFor(asked, person) && others.Count(other => IsFor(asked, other)) < asked.Count;

    private static bool IsFor(ApprovalRule.ByPeople asked, Approver person) =>
        asked.Users.Contains(person.Id) || asked.Roles.Any(role => person.Roles.Contains(role, StringComparer.Ordinal));
}
