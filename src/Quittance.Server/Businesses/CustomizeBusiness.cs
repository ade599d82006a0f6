using Quittance.Server.Organizations;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Changes what pages may do for a business.</summary>
internal sealed class CustomizeBusiness(Idempotency idempotency)
{
    /// <param name="business">Id or foreign id.</param>
    /// <param name="change">Gives what is to be stored, from what is stored now, if anything is, and the organization.</param>
    /// <returns>What is stored.</returns>
    public Task<string> RunAsync(Caller caller, string business, object request, Func<string?, Organization, string> change, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(CustomizeBusiness), business, request }, async session =>
        {
            var id = await session.ResolveBusinessAsync(business, cancel);
            await session.Businesses.LockAsync(id, cancel);
            var before = await session.BusinessCustomizations.FindAsync(id, cancel);

            var after = change(before, await session.Organizations.GetAsync(cancel));

            await session.BusinessCustomizations.PutAsync(id, after, cancel);
            session.Audit.Add(caller.Actor, "business.customized", $"{id}", new { settings = before }, new { settings = after });
            return after;
        }, cancel);
}
