using Quittance.Domain.Approvals;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>Takes a policy away with all that are downstream of it. Bills that are before the payer already keep the policies that they have.</summary>
internal sealed class DeleteApprovalPolicy(Idempotency idempotency)
{
    /// <param name="business">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string business, ApprovalPolicyId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeleteApprovalPolicy), business, id }, async session =>
        {
            var all = await session.ApprovalPolicies.LockOfAsync(await session.ResolveBusinessAsync(business, cancel), cancel);
            var policy = ApprovalPolicyStore.In(all, id);

            await session.ApprovalPolicies.DeleteAsync(id, cancel);
            foreach (var gone in ApprovalPolicies.Below(policy, all).Prepend(policy))
            {
                session.TellOfPolicy(caller.Actor, "deleted", gone, null);
            }

            return id;
        }, cancel);
}
