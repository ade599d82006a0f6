using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class ResolveGroup
{
    /// <summary>The group of businesses that a text names: one that has it as its id, with or without prefix, goes before one that has it as its foreign id.</summary>
    /// <remarks>A session that is limited to some businesses knows the groups that have any of them.</remarks>
    public static async Task<BusinessGroupId> ResolveGroupAsync(this TenantSession session, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select g.id
            from business_groups g
            where g.organization_id = $1 and (g.id = $2 or g.foreign_id = $3)
                and ($4 or exists (select from business_group_members m where m.organization_id = $1 and m.group_id = g.id))
            order by g.id = $2 desc
            limit 1
            """,
            Ids.ReadOrNone(PaymentsIds.EntityGroup, text), text, session.SeesAll);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new BusinessGroupId(id) : throw Ids.NotFound("entity group");
    }
}
