using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Adds one that is like another: the same in everything but what has to be its own.</summary>
internal sealed class CloneBusiness(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="original">Id or foreign id.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string original, object request, Func<Business, BusinessProfile, BusinessDescription> change,
        Func<TenantSession, BusinessId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull
    {
        caller.RequireOrganizationWide("create businesses");
        return idempotency.OnceAsync(caller, new { operation = nameof(CloneBusiness), original, request }, async session =>
        {
            var (business, _) = await session.Businesses.HoldAsync(await session.ResolveBusinessAsync(original, cancel), cancel);
            var profile = await session.BusinessProfiles.GetAsync(business.Id, cancel);

            var id = await session.AddBusinessAsync(caller, change(business, profile), clock.GetUtcNow(), cancel);
            return await show(session, id);
        }, cancel);
    }
}
