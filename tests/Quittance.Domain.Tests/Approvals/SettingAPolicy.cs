using Quittance.Domain.Approvals;
using static Quittance.Domain.Tests.Approvals.Policies;

namespace Quittance.Domain.Tests.Approvals;

public sealed class SettingAPolicy
{
    public static TheoryData<string, ApprovalRule, string?> Rules => new()
    {
        { "one holder of a role", Roles(1, "Admin"), null },
        { "as many users as named", Users(2, Ann, Bob), null },
        { "automatic", new ApprovalRule.Automatic(), null },
        { "nobody", Roles(0, "Admin"), "rule.numApprovers" },
        { "less than nobody", Roles(-1, "Admin"), "rule.numApprovers" },
        { "a crowd", Roles(ApprovalRule.ByPeople.CountMax + 1, "Admin"), "rule.numApprovers" },
        { "no roles and no users", Roles(1), "rule.identifierList" },
        { "roles and users", new ApprovalRule.ByPeople(1, ["Admin"], [Ann.Id], false), "rule.identifierList" },
        { "fewer users than are to approve", Users(2, Ann), "rule.identifierList" },
        { "the same user twice", Users(2, Ann, Ann), "rule.identifierList" },
        { "a stranger", Users(1, Ann, Person()), "rule.identifierList" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_could_never_be_met_is_refused(string what, ApprovalRule rule, string? faulty) =>
        Assert.True(faulty is null ? Faults(Policy(rule)) is [] : Faults(Policy(rule)) is [var fault] && fault == faulty, what);

    [Fact]
    public void Every_fault_is_named_at_once() =>
        Assert.Equal(
            ["rule.numApprovers", "rule.identifierList", "upstreamPolicyId"],
            Faults(Policy(Roles(0), Policy(Roles(1, "Admin")))));

    [Fact]
    public void Upstream_is_another_policy_of_the_business_and_never_makes_a_ring()
    {
        var top = Policy(Roles(1, "Admin"));
        var middle = Policy(Roles(1, "Admin"), top);
        var bottom = Policy(Roles(1, "Admin"), middle);

        Assert.Empty(Faults(bottom, top, middle));
        Assert.Equal(["upstreamPolicyId"], Faults(bottom, top));
        Assert.Equal(["upstreamPolicyId"], Faults(top with { UpstreamId = top.Id }));
        Assert.Equal(["upstreamPolicyId"], Faults(top with { UpstreamId = bottom.Id }, middle, bottom));
        Assert.Equal(["upstreamPolicyId"], Faults(top with { UpstreamId = middle.Id }, middle, bottom));
        Assert.Empty(Faults(bottom with { UpstreamId = top.Id }, top, middle));
    }

    [Fact]
    public void There_are_only_so_many()
    {
        var others = Enumerable.Range(0, ApprovalPolicy.CountMax).Select(_ => Policy(Roles(1, "Admin"))).ToArray();

        Assert.Equal(["body"], Faults(Policy(Roles(1, "Admin")), others));
        Assert.Empty(Faults(others[0], others[1..]));
    }

    private static IReadOnlyList<string> Faults(ApprovalPolicy policy, params ApprovalPolicy[] others)
    {
        try
        {
            ApprovalPolicies.RequireSound(policy, others, [.. People.Select(person => person.Id)]);
            return [];
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.InvalidInput)
        {
            return [.. refused.Fields.Select(fault => fault.Field)];
        }
    }
}
