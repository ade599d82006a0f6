using Quittance.Domain.Businesses;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Replaces what is known of a business; organizations that are connected with it see the new name at once.</summary>
internal sealed class UpdateBusiness(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="change">What the caller changes, given what there is.</param>
    public Task<BusinessRow> RunAsync(Caller caller, BusinessId id, object request, Func<Business, BusinessContent> change, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(UpdateBusiness), id, request }, async session =>
        {
            var (before, alias) = await session.Businesses.LockAsync(id, cancel);

            var after = change(before).AppliedTo(id, before.CreatedAt, clock.GetUtcNow());

            await session.Businesses.UpdateAsync(after, cancel);
            await FollowNameAsync(session, after, cancel);
            await BothSides.RenamePartyAsync(session, before, after, cancel);
            await session.KeepBusinessAsync(caller, id, after.UpdatedAt, cancel);
            session.Audit.Add(caller.Actor, "business.updated", $"{id}", before, after);
            session.Events.Add("business.updated", id.Value, new { id.Value, after.Name });
            return new BusinessRow(after, alias);
        }, cancel);

    // A person's name is known in its parts, too.
    private static async Task FollowNameAsync(TenantSession session, Business after, CancellationToken cancel)
    {
        var profile = await session.BusinessProfiles.GetAsync(after.Id, cancel);
        if (profile.Rename(after.Name) is var renamed && renamed != profile)
        {
            await session.BusinessProfiles.PutAsync(after.Id, renamed, PersonSecrets.None, cancel);
        }
    }
}
