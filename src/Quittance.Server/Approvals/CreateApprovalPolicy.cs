using Quittance.Domain.Approvals;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>Adds a policy to a business. Bills that are before the payer already keep the policies that they have.</summary>
internal sealed class CreateApprovalPolicy(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    /// <param name="content">With triggers and rule.</param>
    public Task<TShown> RunAsync<TShown>(Caller caller, string business, ApprovalPolicyContent content, Func<ApprovalPolicy, TShown> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(CreateApprovalPolicy), business, content }, async session =>
        {
            var now = clock.GetUtcNow();
            var owner = await session.ResolveBusinessAsync(business, cancel);
            var all = await session.ApprovalPolicies.LockOfAsync(owner, cancel);
            var policy = new ApprovalPolicy(ApprovalPolicyId.New(now), owner, content.Upstream?.Id, content.Triggers!, content.Rule!, now, now);
            await session.RequireSoundAsync(policy, all, cancel);

            await session.ApprovalPolicies.AddAsync(policy, cancel);
            session.TellOfPolicy(caller.Actor, "created", null, policy);
            return show(policy);
        }, cancel);
}
