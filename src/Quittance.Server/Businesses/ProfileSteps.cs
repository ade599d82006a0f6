using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class ProfileSteps
{
    /// <summary>Changes the profile alone; when it changes nothing, nothing is written.</summary>
    public static async Task<BusinessId> ChangeProfileAsync(
        this TenantSession session, Caller caller, string business, string action, Func<BusinessProfile, BusinessProfile> change, DateTimeOffset now, CancellationToken cancel)
    {
        var id = await session.ResolveBusinessAsync(business, cancel);
        var (row, _) = await session.Businesses.LockAsync(id, cancel);
        var before = await session.BusinessProfiles.GetAsync(id, cancel);

        var after = change(before);
        if (after != before)
        {
            await session.Businesses.UpdateAsync(row with { UpdatedAt = now }, cancel);
            await session.BusinessProfiles.PutAsync(id, after, PersonSecrets.None, cancel);
            await session.KeepBusinessAsync(caller, id, now, cancel);
            session.Audit.Add(caller.Actor, action, $"{id}", new { before.Status, before.TermsAcceptedAt }, new { after.Status, after.TermsAcceptedAt });
            session.Events.Add(action, id.Value, new { id.Value, row.Name });
        }

        return id;
    }
}
