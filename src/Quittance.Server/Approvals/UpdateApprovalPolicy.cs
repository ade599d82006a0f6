using Quittance.Domain.Approvals;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>Changes a policy. Bills that are before the payer already keep the policies that they have.</summary>
internal sealed class UpdateApprovalPolicy(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string business, ApprovalPolicyId id, ApprovalPolicyContent content, Func<ApprovalPolicy, TShown> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(UpdateApprovalPolicy), business, id, content }, async session =>
        {
            var all = await session.ApprovalPolicies.LockOfAsync(await session.ResolveBusinessAsync(business, cancel), cancel);
            var before = ApprovalPolicyStore.In(all, id);
            var after = content.AppliedTo(before, clock.GetUtcNow());
            await session.RequireSoundAsync(after, all, cancel);

            await session.ApprovalPolicies.UpdateAsync(after, cancel);
            session.TellOfPolicy(caller.Actor, "updated", before, after);
            return show(after);
        }, cancel);
}
