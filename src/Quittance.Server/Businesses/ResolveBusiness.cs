using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class ResolveBusiness
{
    /// <summary>The business that a text names: one that has it as its id, with or without prefix, goes before one that has it as its foreign id.</summary>
    public static async Task<BusinessId> ResolveBusinessAsync(this TenantSession session, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from businesses where organization_id = $1 and (id = $2 or foreign_id = $3) order by id = $2 desc limit 1",
            Ids.ReadOrNone(PaymentsIds.Entity, text), text);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new BusinessId(id) : throw Ids.NotFound("entity");
    }
}
