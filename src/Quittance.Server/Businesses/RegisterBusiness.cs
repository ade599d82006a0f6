using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Adds a business to the caller's organization, with all that is known of it.</summary>
internal sealed class RegisterBusiness(Idempotency idempotency, TimeProvider clock)
{
    public Task<TShown> RunAsync<TShown>(
        Caller caller, BusinessDescription given, Func<TenantSession, BusinessId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull
    {
        caller.RequireOrganizationWide("create businesses");
        return idempotency.OnceAsync(caller, new { operation = nameof(RegisterBusiness), given }, async session =>
        {
            var id = await session.AddBusinessAsync(caller, given, clock.GetUtcNow(), cancel);
            return await show(session, id);
        }, cancel);
    }
}
