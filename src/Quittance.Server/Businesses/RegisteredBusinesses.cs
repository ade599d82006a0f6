using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class RegisteredBusinesses
{
    public static async Task<BusinessId> AddBusinessAsync(
        this TenantSession session, Caller caller, BusinessDescription given, DateTimeOffset now, CancellationToken cancel)
    {
        var business = given.Content.AppliedTo(BusinessId.New(now), now, now);

        await session.Businesses.AddAsync(business, cancel);
        await session.BusinessProfiles.PutAsync(business.Id, given.Profile, given.Secrets, cancel);
        await session.KeepBusinessAsync(caller, business.Id, now, cancel);
        session.Audit.Add(caller.Actor, "business.created", $"{business.Id}", null, BusinessDescription.Logged(business, given.Profile, given.Secrets));
        session.Events.Add("business.created", business.Id.Value, new { business.Id.Value, business.Name });
        return business.Id;
    }
}
