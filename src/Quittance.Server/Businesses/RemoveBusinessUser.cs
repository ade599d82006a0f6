using Quittance.Domain.Approvals;
using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Takes a person away from a business. Approvals and comments go on naming them; their tokens end.</summary>
internal sealed class RemoveBusinessUser(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">An id or a foreign id.</param>
    /// <param name="user">An id or a foreign id.</param>
    public Task RunAsync(Caller caller, string business, string user, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RemoveBusinessUser), business, user }, async session =>
        {
            var of = await session.ResolveBusinessAsync(business, cancel);
            var policies = await session.ApprovalPolicies.LockOfAsync(of, cancel);
            var before = await session.BusinessUsers.LockAsync(await session.ResolveUserAsync(of, user, cancel), cancel);
            var others = (await session.BusinessUsers.OfAsync(of, cancel)).Where(other => other.Id != before.Id);
            var now = clock.GetUtcNow();
            var changed = Leaving.From(policies, new Approver(before.Id, before.Roles), [.. others.Select(other => new Approver(other.Id, other.Roles))], now);

            foreach (var policy in changed)
            {
                await session.ApprovalPolicies.UpdateAsync(policy, cancel);
            }

            await session.BusinessUsers.UpdateAsync(before with { UpdatedAt = now, RemovedAt = now }, cancel);
            await session.BusinessTokens.RemoveOfAsync(before.Id, cancel);
            foreach (var invoice in await session.BusinessUsers.UnassignAsync(before.Id, now, cancel))
            {
                session.Shown.InvoiceChanged(new InvoiceId(invoice));
            }

            session.Audit.Add(caller.Actor, "business_user.removed", $"{before.Id}", AuditedBusinessUser.Of(before), null);
            session.Events.Add("business_user.removed", before.Id.Value, new { before.Id.Value, BusinessId = of.Value });
            return true;
        }, cancel);
}
