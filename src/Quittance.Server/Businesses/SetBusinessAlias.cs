using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Gives a business a name of the organization's own, which nobody else sees.</summary>
internal sealed class SetBusinessAlias(Idempotency idempotency, TimeProvider clock)
{
    public Task<BusinessRow> RunAsync(Caller caller, BusinessId id, string? alias, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(SetBusinessAlias), id, alias }, async session =>
        {
            var before = await session.Businesses.LockAsync(id, cancel);

            await session.Businesses.SetAliasAsync(id, alias, clock.GetUtcNow(), cancel);
            session.Audit.Add(caller.Actor, "business.alias_set", $"{id}", new { before.Alias }, new { alias });
            return await session.Businesses.GetAsync(id, cancel);
        }, cancel);
}
