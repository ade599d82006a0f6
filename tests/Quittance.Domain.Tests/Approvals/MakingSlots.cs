using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using static Quittance.Domain.Tests.Approvals.Policies;

namespace Quittance.Domain.Tests.Approvals;

public sealed class MakingSlots
{
    [Fact]
    public void Each_policy_makes_as_many_as_it_asks_for()
    {
        var (admins, named) = (Policy(Roles(2, "Admin", "Owner")), Policy(Users(1, Cid, Dan)));

        var slots = Asked(admins, named).Slots;

        Assert.Equal([admins.Id, admins.Id, named.Id], slots.Select(slot => slot.PolicyId));
        Assert.Equal(3, slots.Select(slot => slot.Id).Distinct().Count());
        Assert.Equal(["Admin", "Owner"], slots[0].EligibleRoles);
        Assert.Equal([Cid.Id, Dan.Id], slots[2].EligibleUserIds);
        Assert.All(slots, slot => Assert.Equal((ApprovalAction.None, null, null, null, Now), (slot.Action, slot.AssignedId, slot.ActedId, slot.UpstreamId, slot.DatedAt)));
    }

    [Fact]
    public void Nobody_is_asked_where_no_policy_applies() => Assert.True(Asked().IsApproved);

    [Fact]
    public void Those_eligible_are_assigned_at_once_if_the_policy_says_so()
    {
        var byRole = Policy(new ApprovalRule.ByPeople(3, ["Controller"], [], AutoAssign: true));
        var byName = Policy(new ApprovalRule.ByPeople(2, [], [Dan.Id, Ann.Id, Bob.Id], AutoAssign: true));

        Assert.Equal(new BusinessUserId?[] { Bob.Id, Cid.Id, null }, Asked(byRole).Slots.Select(slot => slot.AssignedId));
        Assert.Equal(new BusinessUserId?[] { Dan.Id, Ann.Id }, Asked(byName).Slots.Select(slot => slot.AssignedId));
    }

    [Fact]
    public void Somebody_who_is_gone_is_not_assigned()
    {
        var policy = Policy(new ApprovalRule.ByPeople(1, [], [Ann.Id, Bob.Id], AutoAssign: true));

        Assert.Equal(Bob.Id, Assert.Single(InvoiceApprovals.AskedBy([policy], [policy], [Bob], Now).Slots).AssignedId);
    }

    [Fact]
    public void A_policy_that_does_not_apply_is_passed_over_in_the_chain()
    {
        var top = Policy(Roles(1, "Admin"));
        var large = Policy(Roles(1, "Admin"), top, Over(1000_00));
        var bottom = Policy(Roles(1, "Controller"), large);

        var slots = Asked(top, large, bottom).Slots;

        Assert.Equal([top.Id, bottom.Id], slots.Select(slot => slot.PolicyId));
        Assert.Equal(top.Id, slots[1].UpstreamId);
    }
}
