using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using static Quittance.Domain.Tests.Approvals.Policies;

namespace Quittance.Domain.Tests.Approvals;

public sealed class ChoosingPolicies
{
    private static readonly ApprovalRule Anyone = Roles(1, "Admin");

    [Theory]
    [InlineData(AmountComparison.Equal, 99_99, false)]
    [InlineData(AmountComparison.Equal, 100_00, true)]
    [InlineData(AmountComparison.Equal, 100_01, false)]
    [InlineData(AmountComparison.Greater, 100_00, false)]
    [InlineData(AmountComparison.Greater, 100_01, true)]
    [InlineData(AmountComparison.GreaterOrEqual, 99_99, false)]
    [InlineData(AmountComparison.GreaterOrEqual, 100_00, true)]
    [InlineData(AmountComparison.Less, 99_99, true)]
    [InlineData(AmountComparison.Less, 100_00, false)]
    [InlineData(AmountComparison.LessOrEqual, 100_00, true)]
    [InlineData(AmountComparison.LessOrEqual, 100_01, false)]
    public void An_amount_compares_with_a_limit_of_a_hundred(AmountComparison comparison, long minor, bool isMet)
    {
        var trigger = new ApprovalTrigger.AmountIs(comparison, new Money(100_00, Currency.Usd));

        Assert.Equal(isMet, trigger.IsMetBy(Bill(minor)));
        Assert.False(trigger.IsMetBy(Bill(minor, "EUR")));
    }

    [Fact]
    public void A_vendor_is_one_of_those_named()
    {
        Assert.True(new ApprovalTrigger.PayeeIs([BusinessId.New(Now), Vendor]).IsMetBy(Bill()));
        Assert.False(new ApprovalTrigger.PayeeIs([BusinessId.New(Now)]).IsMetBy(Bill()));
    }

    [Fact]
    public void Metadata_has_one_of_the_values_to_the_letter()
    {
        var trigger = new ApprovalTrigger.MetadataIs("project", ["Bridge", "Tunnel"]);

        Assert.True(trigger.IsMetBy(Bill(metadata: ("project", "Tunnel"))));
        Assert.False(trigger.IsMetBy(Bill(metadata: ("project", "tunnel"))));
        Assert.False(trigger.IsMetBy(Bill(metadata: ("Project", "Tunnel"))));
        Assert.False(trigger.IsMetBy(Bill()));
    }

    [Fact]
    public void All_triggers_of_a_policy_must_be_met()
    {
        var policy = Policy(Anyone, null, Over(50_00), new ApprovalTrigger.PayeeIs([Vendor]));

        Assert.Equal([policy], ApprovalPolicies.ApplyingTo(Bill(), [policy]));
        Assert.Empty(ApprovalPolicies.ApplyingTo(Bill(50_00), [policy]));
        Assert.Empty(ApprovalPolicies.ApplyingTo(Bill() with { PayeeId = Payer }, [policy]));
    }

    [Fact]
    public void A_policy_without_triggers_applies_to_every_bill()
    {
        var policy = Policy(Anyone);

        Assert.Equal([policy], ApprovalPolicies.ApplyingTo(Bill(1, "JPY"), [policy]));
    }

    [Fact]
    public void A_catch_all_applies_only_where_nothing_else_does()
    {
        var large = Policy(Anyone, null, Over(50_00));
        var rest = Policy(Anyone, null, new ApprovalTrigger.CatchAll());
        var restOfEuros = Policy(Anyone, null, new ApprovalTrigger.CatchAll(), Over(0, "EUR"));
        ApprovalPolicy[] all = [rest, restOfEuros, large];

        Assert.Equal([large], ApprovalPolicies.ApplyingTo(Bill(), all));
        Assert.Equal([rest], ApprovalPolicies.ApplyingTo(Bill(10_00), all));
        Assert.Equal([rest, restOfEuros], ApprovalPolicies.ApplyingTo(Bill(10_00, "EUR"), all));
    }

    [Fact]
    public void Upstream_comes_before_downstream_and_else_the_older_first()
    {
        var below = Policy(Anyone);
        var top = Policy(Anyone);
        below = below with { UpstreamId = top.Id };
        var younger = Policy(Anyone) with { CreatedAt = Now.AddHours(1) };

        Assert.Equal([top, younger, below], ApprovalPolicies.ApplyingTo(Bill(), [below, younger, top]));
    }

    [Fact]
    public void An_automatic_policy_that_applies_asks_nobody()
    {
        var people = Policy(Anyone);
        var small = Policy(new ApprovalRule.Automatic(), null, new ApprovalTrigger.AmountIs(AmountComparison.Less, new Money(20_00, Currency.Usd)));

        Assert.Empty(InvoiceApprovals.AskedBy(ApprovalPolicies.ApplyingTo(Bill(10_00), [people, small]), [people, small], People, Now).Slots);
        Assert.Single(InvoiceApprovals.AskedBy(ApprovalPolicies.ApplyingTo(Bill(), [people, small]), [people, small], People, Now).Slots);
    }

    [Fact]
    public void Those_downstream_are_found_at_any_depth()
    {
        var top = Policy(Anyone);
        var middle = Policy(Anyone, top);
        var bottom = Policy(Anyone, middle);
        var beside = Policy(Anyone);
        ApprovalPolicy[] all = [bottom, beside, top, middle];

        Assert.Equal([bottom, middle], ApprovalPolicies.Below(top, all));
        Assert.Empty(ApprovalPolicies.Below(bottom, all));
    }
}
