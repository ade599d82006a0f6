using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class ResolveCounterparty
{
    /// <summary>As <see cref="ResolveBusiness.ResolveBusinessAsync"/>, and also a business that the session sees only as the other side of a connection.</summary>
    public static async Task<BusinessId> ResolveCounterpartyAsync(this TenantSession session, string text, CancellationToken cancel)
    {
        var named = await session.PastTheBusinessWallAsync(() => NamedAsync(session, text, cancel), cancel) ?? throw Ids.NotFound("entity");

        // Connections have the wall that was just gone past.
        await using var command = session.Sql(
            """
            select $2::uuid
            where exists (select from businesses b where b.organization_id = $1 and b.id = $2)
               or exists (
                   select from network_connections c
                   where c.organization_id = $1 and c.status <> 'pending' and $2 in (c.payer_id, c.payee_id))
            """,
            named);
        return await command.ExecuteScalarAsync(cancel) is Guid seen ? new BusinessId(seen) : throw Ids.NotFound("entity");
    }

    // Other organizations' businesses are parties alone, and have no foreign id here.
    private static async Task<Guid?> NamedAsync(TenantSession session, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select p.id
            from parties p
            where p.organization_id = $1
              and (p.id = $2 or p.id = (select b.id from businesses b where b.organization_id = $1 and b.foreign_id = $3))
              and not exists (
                  select from business_profiles f
                  where f.organization_id = $1 and f.business_id = p.id and f.archived_at is not null)
            order by p.id = $2 desc
            limit 1
            """,
            Ids.ReadOrNone(PaymentsIds.Entity, text), text);
        return await command.ExecuteScalarAsync(cancel) as Guid?;
    }
}
