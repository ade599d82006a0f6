using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>The table <c>business_users</c>.</summary>
internal readonly struct BusinessUserStore(TenantSession session)
{
    private const string Columns = "id, business_id, foreign_id, email, name, roles, created_at, updated_at, removed_at";

    public Task AddAsync(BusinessUser user, CancellationToken cancel) => WriteAsync(
        session.Sql(
            """
            insert into business_users (
                organization_id, id, foreign_id, email, name, roles, updated_at, removed_at, folded_email, folded_name, business_id, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [.. Values(user), user.BusinessId.Value, user.CreatedAt]),
        user,
        cancel);

    public Task UpdateAsync(BusinessUser user, CancellationToken cancel) => WriteAsync(
        session.Sql(
            """
            update business_users
            set foreign_id = $3, email = $4, name = $5, roles = $6, updated_at = $7, removed_at = $8, folded_email = $9, folded_name = $10
            where organization_id = $1 and id = $2
            """,
            Values(user)),
        user,
        cancel);

    /// <summary>Reads a person and holds the row until the session ends.</summary>
    public async Task<BusinessUser> LockAsync(BusinessUserId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from business_users where organization_id = $1 and id = $2 and removed_at is null for update", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NoSuchUser();
    }

    /// <summary>Reads a person, who cannot be removed until the session ends.</summary>
    public async Task<BusinessUser> HoldAsync(BusinessUserId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from business_users where organization_id = $1 and id = $2 and removed_at is null for share", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NoSuchUser();
    }

    /// <summary>All people of a business, by age.</summary>
    public async Task<IReadOnlyList<BusinessUser>> OfAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from business_users where organization_id = $1 and business_id = $2 and removed_at is null order by created_at, id", business.Value);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>A page of those whom the filter meets, newest first.</summary>
    /// <returns>Their ids, how many meet the filter in all, and whether there are more after these.</returns>
    public async Task<(IReadOnlyList<BusinessUserId> Ids, long Count, bool HasMore)> SearchAsync(
        BusinessId business, BusinessUserFilter filter, BusinessUserId? after, int limit, CancellationToken cancel)
    {
        if (after is { } last && !await ExistsAsync(business, last, cancel))
        {
            throw NoSuchUser();
        }

        await using var command = session.Sql(
            """
            with found as (
                select id, created_at
                from business_users
                where organization_id = $1 and business_id = $2 and removed_at is null
                    and (cardinality($3::text[]) = 0 or foreign_id = any ($3))
                    and (cardinality($4::text[]) = 0 or roles && $4)
                    and ($5::text is null or strpos(folded_name, $5) > 0)
                    and ($6::text is null or strpos(folded_email, $6) > 0))
            select
                (select count(*) from found),
                array(
                    select id
                    from found
                    where $7::uuid is null or (created_at, id) < (select u.created_at, u.id from business_users u where u.organization_id = $1 and u.id = $7)
                    order by created_at desc, id desc
                    limit $8)
            """,
            business.Value, filter.ForeignIds.ToArray(), filter.Roles.ToArray(), Folded(filter.Name), Folded(filter.Email), after?.Value, limit + 1);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var ids = row.GetFieldValue<Guid[]>(1);
        return ([.. ids.Take(limit).Select(id => new BusinessUserId(id))], row.GetInt64(0), ids.Length > limit);
    }

    /// <summary>Takes a person off the approvals that wait for nobody else.</summary>
    /// <returns>The bills that these belong to.</returns>
    public async Task<IReadOnlyList<Guid>> UnassignAsync(BusinessUserId id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            update approval_slots
            set assigned_user_id = null, dated_at = $3
            where organization_id = $1 and assigned_user_id = $2 and action = 'none'
            returning invoice_id
            """,
            id.Value, now);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var invoices = new List<Guid>();
        while (await row.ReadAsync(cancel))
        {
            invoices.Add(row.GetGuid(0));
        }

        return invoices;
    }

    // One who has been removed since still marks a place in the list.
    private async Task<bool> ExistsAsync(BusinessId business, BusinessUserId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select true from business_users where organization_id = $1 and business_id = $2 and id = $3", business.Value, id.Value);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private static object?[] Values(BusinessUser user) =>
        [user.Id.Value, user.ForeignId, user.Email, user.Name, user.Roles.ToArray(), user.UpdatedAt, user.RemovedAt, Folded(user.Email), Folded(user.Name)];

    private static string? Folded(string? text) => text is null ? null : Folding.Fold(text);

    private async Task WriteAsync(NpgsqlCommand command, BusinessUser user, CancellationToken cancel)
    {
        session.Parties.Changed(user.Id.Value);
        try
        {
            await command.ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "business_users_foreign_id")
        {
            throw new RefusedException(Refusal.ForeignIdTaken, $"Another user of this business has the foreignId {user.ForeignId}.");
        }
    }

    private static async Task<List<BusinessUser>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var users = new List<BusinessUser>();
        while (await row.ReadAsync(cancel))
        {
            users.Add(new BusinessUser(
                new BusinessUserId(row.GetGuid(0)),
                new BusinessId(row.GetGuid(1)),
                row.TextOrNull(2),
                row.TextOrNull(3),
                row.TextOrNull(4),
                row.GetFieldValue<string[]>(5),
                row.GetFieldValue<DateTimeOffset>(6),
                row.GetFieldValue<DateTimeOffset>(7),
                row.ValueOrNull<DateTimeOffset>(8)));
        }

        return users;
    }

    private static RefusedException NoSuchUser() => new(Refusal.NotFound, "There is no such user.");
}

/// <summary>Which people of a business are wanted. What is empty or null narrows nothing.</summary>
/// <param name="Roles">Those who have any of them.</param>
/// <param name="Name">A part of the name, whatever its case.</param>
/// <param name="Email">A part of the address, whatever its case.</param>
internal sealed record BusinessUserFilter(IReadOnlyList<string> ForeignIds, IReadOnlyList<string> Roles, string? Name, string? Email);
