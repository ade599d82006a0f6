using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class ResolveUser
{
    /// <summary>The person of a business that a text names: one who has it as their id, with or without prefix, goes before one who has it as their foreign id.</summary>
    /// <remarks>Who was removed is no longer found.</remarks>
    public static async Task<BusinessUserId> ResolveUserAsync(this TenantSession session, BusinessId business, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id from business_users
            where organization_id = $1 and business_id = $2 and (id = $3 or foreign_id = $4) and removed_at is null
            order by id = $3 desc
            limit 1
            """,
            business.Value, Ids.ReadOrNone(PaymentsIds.User, text), text);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new BusinessUserId(id) : throw Ids.NotFound("user");
    }
}
