using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;

namespace Quittance.Domain.Tests.Approvals;

/// <summary>People, bills and policies for tests of approvals.</summary>
internal static class Policies
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static int _made;

    public static readonly BusinessId Payer = BusinessId.New(Now);

    public static readonly BusinessId Vendor = BusinessId.New(Now);

    public static readonly Approver Ann = Person("Admin");

    public static readonly Approver Bob = Person("Admin", "Controller");

    public static readonly Approver Cid = Person("Controller");

    public static readonly Approver Dan = Person();

    public static readonly IReadOnlyList<Approver> People = [Ann, Bob, Cid, Dan];

    public static Approver Person(params string[] roles) => new(BusinessUserId.New(Now), roles);

    public static InvoiceFacts Bill(long minor = 100_00, string currency = "USD", params (string Key, string Value)[] metadata) =>
        new(new Money(minor, Currency.Of(currency)), Vendor, metadata.ToDictionary(pair => pair.Key, pair => pair.Value));

    public static ApprovalRule Roles(int count, params string[] roles) => new ApprovalRule.ByPeople(count, roles, [], false);

    public static ApprovalRule Users(int count, params Approver[] users) => new ApprovalRule.ByPeople(count, [], [.. users.Select(user => user.Id)], false);

    public static ApprovalTrigger Over(long minor, string currency = "USD") => new ApprovalTrigger.AmountIs(AmountComparison.Greater, new Money(minor, Currency.Of(currency)));

    /// <summary>One that was made after all others: policies come in the order in which they were made.</summary>
    public static ApprovalPolicy Policy(ApprovalRule rule, ApprovalPolicy? upstream = null, params IReadOnlyList<ApprovalTrigger> triggers)
    {
        var made = Now.AddMilliseconds(Interlocked.Increment(ref _made));
        return new(ApprovalPolicyId.New(made), Payer, upstream?.Id, triggers, rule, made, made);
    }

    /// <summary>What policies that all apply ask of a bill.</summary>
    public static InvoiceApprovals Asked(params IReadOnlyList<ApprovalPolicy> policies) =>
        InvoiceApprovals.AskedBy(ApprovalPolicies.ApplyingTo(Bill(), policies), policies, People, Now);

    /// <summary>What came of trying: the state, or the refusal.</summary>
    public static string Outcome(Func<InvoiceApprovals> step)
    {
        try
        {
            var after = step();
            return after.IsRejected ? "rejected" : after.IsApproved ? "approved" : "open";
        }
        catch (RefusedException refused)
        {
            return $"{refused.Refusal}";
        }
    }
}
