using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class ResolveGroup
{
    /// <summary>The group of businesses that a text names: one that has it as its id, with or without prefix, goes before one that has it as its foreign id.</summary>
    public static async Task<Guid> ResolveGroupAsync(this TenantSession session, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from business_groups where organization_id = $1 and (id = $2 or foreign_id = $3) order by id = $2 desc limit 1",
            Ids.ReadOrNone(PaymentsIds.EntityGroup, text), text);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? id : throw Ids.NotFound("entity group");
    }
}
