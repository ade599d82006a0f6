using Quittance.Domain.Businesses;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Changes what is known of a business; organizations that are connected with it see a new name at once.</summary>
internal sealed class DescribeBusiness(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    /// <param name="change">What the caller changes, given what there is.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string business, object request, Func<Business, BusinessProfile, BusinessDescription> change,
        Func<TenantSession, BusinessId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(DescribeBusiness), business, request }, async session =>
        {
            var id = await session.ResolveBusinessAsync(business, cancel);
            var (before, _) = await session.Businesses.LockAsync(id, cancel);
            var profile = await session.BusinessProfiles.GetAsync(id, cancel);

            var given = change(before, profile);
            var after = given.Content.AppliedTo(id, before.CreatedAt, clock.GetUtcNow());

            await session.Businesses.UpdateAsync(after, cancel);
            await session.BusinessProfiles.PutAsync(id, given.Profile, given.Secrets, cancel);
            await BothSides.RenamePartyAsync(session, before, after, cancel);
            await session.KeepBusinessAsync(caller, id, after.UpdatedAt, cancel);
            session.Audit.Add(
                caller.Actor, "business.updated", $"{id}",
                BusinessDescription.Logged(before, profile, PersonSecrets.None), BusinessDescription.Logged(after, given.Profile, given.Secrets));
            session.Events.Add("business.updated", id.Value, new { id.Value, after.Name });
            return await show(session, id);
        }, cancel);
}
