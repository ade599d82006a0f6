using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Finds what a caller names by our id or by its own: ours goes first. What the session does not see answers as what does not exist.</summary>
internal static class Resolving
{
    /// <summary>A person of this business.</summary>
    /// <param name="text">An id with or without prefix, or a foreign id.</param>
    public static async Task<BusinessUserId> ResolveUserAsync(this TenantSession session, BusinessId business, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id
            from business_users
            where organization_id = $1 and business_id = $2 and removed_at is null and (id = $3 or foreign_id = $4)
            order by id = $3 desc
            limit 1
            """,
            business.Value, Ids.ReadOrNone(PaymentsIds.User, text), text);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new BusinessUserId(id) : throw Ids.NotFound("user");
    }

    /// <summary>A business.</summary>
    /// <param name="text">An id with or without prefix, or a foreign id.</param>
    public static async Task<BusinessId> ResolveBusinessAsync(this TenantSession session, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from businesses where organization_id = $1 and (id = $2 or foreign_id = $3) order by id = $2 desc limit 1",
            Ids.ReadOrNone(PaymentsIds.Entity, text), text);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new BusinessId(id) : throw Ids.NotFound("business");
    }

    /// <summary>A group of businesses, all of which the session sees.</summary>
    /// <param name="text">An id with or without prefix, or a foreign id.</param>
    public static async Task<Guid> ResolveGroupAsync(this TenantSession session, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from business_groups where organization_id = $1 and (id = $2 or foreign_id = $3) order by id = $2 desc limit 1",
            Ids.ReadOrNone(PaymentsIds.EntityGroup, text), text);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? id : throw Ids.NotFound("entity group");
    }
}
