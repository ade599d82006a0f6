using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Reads people of businesses as the Payments dialect shows them; those who were removed, too, as bills name them.</summary>
internal static class ShownUsers
{
    public static async Task<Dictionary<Guid, (Guid BusinessId, EntityUserResponse Shown)>> ReadAsync(
        TenantSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, business_id, roles, created_at, updated_at, foreign_id, email, name
            from business_users
            where organization_id = $1 and id = any ($2)
            """,
            ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var users = new Dictionary<Guid, (Guid, EntityUserResponse)>();
        while (await row.ReadAsync(cancel))
        {
            var id = row.GetGuid(0);
            users.Add(id, (row.GetGuid(1), new EntityUserResponse(
                PaymentsIds.Write(PaymentsIds.User, id), row.GetFieldValue<string[]>(2), row.GetFieldValue<DateTimeOffset>(3),
                row.GetFieldValue<DateTimeOffset>(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7))));
        }

        return users;
    }
}
