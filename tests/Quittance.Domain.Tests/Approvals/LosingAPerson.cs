using Quittance.Domain.Approvals;
using static Quittance.Domain.Tests.Approvals.Policies;

namespace Quittance.Domain.Tests.Approvals;

/// <summary>What becomes of a business's policies when one of its people leaves.</summary>
public sealed class LosingAPerson
{
    [Fact]
    public void Policies_that_name_the_person_go_on_without_them()
    {
        var (named, other) = (Policy(Users(1, Ann, Bob)), Policy(Users(1, Cid)));

        var changed = Leaving.From([named, other], Ann, [Bob, Cid, Dan], Now.AddDays(1));

        Assert.Equal([Bob.Id], Assert.IsType<ApprovalRule.ByPeople>(Assert.Single(changed).Rule).Users);
        Assert.Equal((named.Id, Now.AddDays(1)), (changed[0].Id, changed[0].UpdatedAt));
    }

    [Fact]
    public void A_policy_by_roles_does_not_change()
    {
        Assert.Empty(Leaving.From([Policy(Roles(1, "Admin"))], Ann, [Bob, Cid, Dan], Now));
    }

    [Fact]
    public void Nobody_leaves_whom_a_policy_needs()
    {
        Assert.True(IsRefused(Users(2, Ann, Bob)));
        Assert.True(IsRefused(Users(1, Ann)));
        Assert.True(IsRefused(Roles(2, "Admin")));
        Assert.True(IsRefused(Roles(3, "Admin", "Controller")));
    }

    [Fact]
    public void Whoever_can_be_replaced_or_is_not_asked_leaves()
    {
        Assert.False(IsRefused(Users(1, Ann, Bob)));
        Assert.False(IsRefused(Users(2, Bob, Cid)));
        Assert.False(IsRefused(Roles(1, "Admin")));
        Assert.False(IsRefused(Roles(2, "Admin", "Controller")));
        Assert.False(IsRefused(Roles(5, "Treasurer"))); // Nobody could have approved before either.
        Assert.False(IsRefused(new ApprovalRule.Automatic()));
    }

    private static bool IsRefused(ApprovalRule rule)
    {
        try
        {
            Leaving.From([Policy(rule)], Ann, [Bob, Cid, Dan], Now);
            return false;
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.PersonNeeded)
        {
            return true;
        }
    }
}
