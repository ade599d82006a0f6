using FsCheck;
using FsCheck.Fluent;
using Quittance.Domain.Approvals;
using static Quittance.Domain.Tests.Approvals.Policies;

namespace Quittance.Domain.Tests.Approvals;

public sealed class FillingSlots
{
    private static readonly Gen<ApprovalRule> Rules =
        from count in Gen.Choose(1, 3)
        from assigns in Gen.Elements(true, false)
        from byName in Gen.Elements(true, false)
        from roles in Gen.SubListOf("Admin", "Controller", "Owner")
        from users in Gen.SubListOf(People.ToArray())
        select (ApprovalRule)(byName
            ? new ApprovalRule.ByPeople(count, [], [.. users.Select(user => user.Id)], assigns)
            : new ApprovalRule.ByPeople(count, [.. roles], [], assigns));

    // Each policy is upstream of a later one or of none, so that they are trees.
    private static readonly Gen<List<ApprovalPolicy>> Trees =
        from count in Gen.Choose(1, 4)
        from rules in Rules.ListOf(count)
        from upstreams in Gen.Choose(-1, 2).ListOf(count)
        select rules.Aggregate(new List<ApprovalPolicy>(), (tree, rule) =>
            [.. tree, Policy(rule, upstreams[tree.Count] is var upstream && upstream >= 0 && upstream < tree.Count ? tree[upstream] : null)]);

    [Fact]
    public void Two_people_fill_the_two_slots_of_a_policy_and_one_cannot_fill_both()
    {
        var asked = Asked(Policy(Roles(2, "Admin")));

        var once = asked.Approve(Ann, Now.AddHours(1));

        Assert.Equal("NoApprovalSlot", Outcome(() => once.Approve(Ann, Now)));
        Assert.False(once.IsApproved);
        Assert.Equal((ApprovalAction.Approve, Ann.Id, Now.AddHours(1)), (once.Slots[0].Action, once.Slots[0].ActedId, once.Slots[0].DatedAt));
        Assert.Equal("approved", Outcome(() => once.Approve(Bob, Now)));
        Assert.Equal([Ann.Id, Bob.Id], once.Approve(Bob, Now).Acted);
    }

    [Fact]
    public void One_approval_counts_for_every_policy_that_waits_for_the_person()
    {
        var asked = Asked(Policy(Roles(1, "Admin")), Policy(Roles(1, "Controller")));

        Assert.Equal("open", Outcome(() => asked.Approve(Ann, Now)));
        Assert.Equal("approved", Outcome(() => asked.Approve(Bob, Now)));
    }

    [Fact]
    public void Whoever_comes_downstream_sees_first_what_was_approved_upstream()
    {
        var top = Policy(Roles(1, "Admin"));
        var asked = Asked(top, Policy(Roles(1, "Controller"), top));

        var once = asked.Approve(Bob, Now);

        Assert.Equal([true, false], asked.Slots.Select(asked.IsUpstreamApproved));
        Assert.Equal([true, true], once.Slots.Select(once.IsUpstreamApproved));
        Assert.False(once.IsApproved);
        Assert.Equal("approved", Outcome(() => once.Approve(Bob, Now)));
    }

    [Fact]
    public void Ones_own_slot_is_filled_before_one_that_anybody_may_fill()
    {
        var asked = Asked(Policy(Roles(2, "Admin")));
        var mine = asked.Slots[1].Id;

        Assert.Equal(mine, Assert.Single(asked.Assign(mine, Ann, Now).Approve(Ann, Now).Slots, slot => !slot.IsOpen).Id);
    }

    [Fact]
    public void A_role_that_was_lost_no_longer_fills_a_slot()
    {
        var asked = Asked(Policy(Roles(1, "Admin")));

        Assert.Equal("ApproverNotEligible", Outcome(() => asked.Assign(null, Ann, Now).Approve(Ann with { Roles = [] }, Now)));
    }

    [Fact]
    public void One_person_is_assigned_one_slot_of_a_policy()
    {
        var asked = Asked(Policy(Roles(2, "Admin")));
        var (first, second) = (asked.Slots[0].Id, asked.Slots[1].Id);

        Assert.Equal("NoApprovalSlot", Outcome(() => asked.Assign(first, Ann, Now).Assign(second, Ann, Now)));
        Assert.Equal("NoApprovalSlot", Outcome(() => asked.Approve(Ann, Now).Assign(second, Ann, Now)));
        Assert.Equal("NoApprovalSlot", Outcome(() => asked.Assign(null, Ann, Now).Assign(null, Ann, Now)));
    }

    [Fact]
    public void Assigning_dates_the_slot_unless_it_changes_nothing()
    {
        var asked = Asked(Policy(Roles(1, "Admin")));
        var slot = asked.Slots[0].Id;

        var assigned = asked.Assign(slot, Ann, Now.AddHours(1));

        Assert.Equal(Now, asked.Unassign(slot, Now.AddHours(1)).Slots[0].DatedAt);
        Assert.Equal(Now.AddHours(1), assigned.Slots[0].DatedAt);
        Assert.Equal(Now.AddHours(1), assigned.Assign(slot, Ann, Now.AddHours(2)).Slots[0].DatedAt);
        Assert.Equal((null, Now.AddHours(2)), (assigned.Unassign(slot, Now.AddHours(2)).Slots[0].AssignedId, assigned.Unassign(slot, Now.AddHours(2)).Slots[0].DatedAt));
    }

    [Fact]
    public void A_slot_that_there_is_not_is_not_found()
    {
        var asked = Asked(Policy(Roles(1, "Admin")));

        Assert.Equal("NotFound", Outcome(() => asked.Assign(ApprovalSlotId.New(Now), Ann, Now)));
        Assert.Equal("NotFound", Outcome(() => asked.Unassign(ApprovalSlotId.New(Now), Now)));
    }

    [Fact]
    public void Where_nobody_is_asked_there_is_no_slot_to_give()
    {
        Assert.Equal("NoApprovalSlot", Outcome(() => InvoiceApprovals.None.Assign(null, Ann, Now)));
        Assert.Equal("NoApprovalSlot", Outcome(() => InvoiceApprovals.None.Approve(Ann, Now)));
        Assert.Equal("NoApprovalSlot", Outcome(() => InvoiceApprovals.None.Reject(Ann, Now)));
    }

    [Fact]
    public void A_refusal_ends_it()
    {
        var rejected = Asked(Policy(Roles(2, "Admin"))).Reject(Ann, Now);

        Assert.Single(rejected.Slots, slot => slot.Action == ApprovalAction.Reject);
        Assert.Equal("NoApprovalSlot", Outcome(() => rejected.Approve(Bob, Now)));
    }

    [Fact]
    public void Whatever_the_policies_it_is_approved_only_when_every_slot_is_and_by_those_who_may()
    {
        var approved = 0;
        var steps = Gen.Elements(People.ToArray()).ListOf(12);

        Prop.ForAll((from tree in Trees from order in steps select (tree, order)).ToArbitrary(), life =>
        {
            var at = Asked(life.tree);
            foreach (var person in life.order)
            {
                var before = at;
                at = Tried(at, person);
                Assert.Equal(at.Slots.All(slot => slot.Action == ApprovalAction.Approve), at.IsApproved);
                foreach (var slot in at.Slots.Where(slot => !slot.IsOpen && before.Slots.Single(old => old.Id == slot.Id).IsOpen))
                {
                    Assert.True(slot.IsFor(person) && slot.ActedId == person.Id && (slot.AssignedId ?? person.Id) == person.Id);
                    Assert.All(Upstream(before, slot), above => Assert.Equal(ApprovalAction.Approve, above.Action));
                }

                Assert.All(at.Slots.Where(slot => !slot.IsOpen).GroupBy(slot => (slot.PolicyId, slot.ActedId)), group => Assert.Single(group));
            }

            approved += at.IsApproved && at.Slots.Count > 1 ? 1 : 0;
        }).QuickCheckThrowOnFailure();

        Assert.True(approved > 5, $"only {approved} were approved by several");
    }

    [Fact]
    public void In_which_order_people_come_does_not_matter_once_each_has_come_as_often_as_there_is_something_for_them()
    {
        Prop.ForAll((from tree in Trees from order in Gen.Shuffle(People.ToArray()) select (tree, order)).ToArbitrary(), life =>
            Settled(Asked(life.tree), People).IsApproved == Settled(Asked(life.tree), life.order).IsApproved).QuickCheckThrowOnFailure();
    }

    private static InvoiceApprovals Settled(InvoiceApprovals at, IReadOnlyList<Approver> people)
    {
        for (var round = 0; round <= at.Slots.Count; round++)
        {
            at = people.Aggregate(at, Tried);
        }

        return at;
    }

    private static InvoiceApprovals Tried(InvoiceApprovals at, Approver person)
    {
        try
        {
            return at.Approve(person, Now);
        }
        catch (RefusedException refused) when (refused.Refusal is Refusal.NoApprovalSlot or Refusal.ApproverNotEligible)
        {
            return at;
        }
    }

    private static IEnumerable<ApprovalSlot> Upstream(InvoiceApprovals approvals, ApprovalSlot slot)
    {
        var above = approvals.Slots.Where(other => other.PolicyId == slot.UpstreamId).ToList();
        return above.Concat(above.Take(1).SelectMany(other => Upstream(approvals, other)));
    }
}
