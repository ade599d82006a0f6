using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>The tables <c>business_groups</c> and <c>business_group_members</c>. Of its members a group shows those that the session sees.</summary>
internal readonly struct BusinessGroupStore(TenantSession session)
{
    /// <summary>Most businesses of one group.</summary>
    public const int MembersMax = 1000;

    private const string Columns = "g.id, g.foreign_id, g.name, g.email_to, g.metadata, g.created_at, g.updated_at";

    public Task AddAsync(BusinessGroup group, CancellationToken cancel) => WriteAsync(
        session.Sql(
            "insert into business_groups (organization_id, id, foreign_id, name, email_to, metadata, updated_at, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            [.. Values(group), group.CreatedAt]),
        group,
        cancel);

    public Task UpdateAsync(BusinessGroup group, CancellationToken cancel) => WriteAsync(
        session.Sql("update business_groups set foreign_id = $3, name = $4, email_to = $5, metadata = $6, updated_at = $7 where organization_id = $1 and id = $2", Values(group)),
        group,
        cancel);

    public Task DeleteAsync(BusinessGroupId id, CancellationToken cancel) =>
        session.Sql("delete from business_groups where organization_id = $1 and id = $2", id.Value).ExecuteAsync(cancel);

    /// <summary>Reads a group that was resolved.</summary>
    public async Task<BusinessGroup> GetAsync(BusinessGroupId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from business_groups g where g.organization_id = $1 and g.id = $2", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw Ids.NotFound("entity group");
    }

    /// <summary>Reads a group that was resolved, and holds its row until the session ends.</summary>
    public async Task<BusinessGroup> LockAsync(BusinessGroupId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from business_groups g where g.organization_id = $1 and g.id = $2 for update", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw Ids.NotFound("entity group");
    }

    /// <summary>The groups that the session sees, newest first, and how many they are in all.</summary>
    /// <param name="search">A part of the name, in any case.</param>
    public async Task<(IReadOnlyList<BusinessGroup> Groups, long Count)> SearchAsync(string? search, BusinessGroup? after, int limit, CancellationToken cancel)
    {
        const string Matching =
            """
            from business_groups g
            where g.organization_id = $1
              and ($2 or exists (select from business_group_members m where m.organization_id = $1 and m.group_id = g.id))
              and ($3::text is null or strpos(lower(g.name collate "und-x-icu"), lower($3 collate "und-x-icu")) > 0)
            """;
        await using var count = session.Sql($"select count(*) {Matching}", session.SeesAll, search);
        var counted = (long)(await count.ExecuteScalarAsync(cancel))!;
        await using var command = session.Sql(
            $"""
            select {Columns} {Matching}
              and ($4::timestamptz is null or (g.created_at, g.id) < ($4, $5::uuid))
            order by g.created_at desc, g.id desc
            limit $6
            """,
            session.SeesAll, search, after?.CreatedAt, after?.Id.Value, limit);
        return (await ReadAllAsync(command, cancel), counted);
    }

    /// <summary>The members that the session sees, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<BusinessId>> MembersAsync(BusinessGroupId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select business_id from business_group_members where organization_id = $1 and group_id = $2 order by business_id", id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var members = new List<BusinessId>();
        while (await row.ReadAsync(cancel))
        {
            members.Add(new BusinessId(row.GetGuid(0)));
        }

        return members;
    }

    /// <summary>Takes businesses in. One that was put away is unknown: it is in no group.</summary>
    public async Task JoinAsync(BusinessGroupId id, IReadOnlyList<BusinessId> businesses, CancellationToken cancel)
    {
        foreach (var business in businesses)
        {
            await session.Businesses.HoldAsync(business, cancel);
        }

        await session.Sql(
            """
            insert into business_group_members (organization_id, group_id, business_id) select $1, $2, unnest($3::uuid[])
            on conflict do nothing
            """,
            id.Value, businesses.Select(business => business.Value).ToArray()).ExecuteAsync(cancel);
    }

    public Task LeaveAsync(BusinessGroupId id, IReadOnlyList<BusinessId> businesses, CancellationToken cancel) => session.Sql(
        "delete from business_group_members where organization_id = $1 and group_id = $2 and business_id = any ($3)",
        id.Value, businesses.Select(business => business.Value).ToArray()).ExecuteAsync(cancel);

    /// <summary>Takes a business out of every group.</summary>
    public Task LeaveAllAsync(BusinessId business, CancellationToken cancel) =>
        session.Sql("delete from business_group_members where organization_id = $1 and business_id = $2", business.Value).ExecuteAsync(cancel);

    private static object?[] Values(BusinessGroup group) =>
    [
        group.Id.Value, group.ForeignId, group.Name, group.EmailTo,
        new NpgsqlParameter { Value = JsonSerializer.Serialize(group.Metadata, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb }, group.UpdatedAt,
    ];

    private static async Task WriteAsync(NpgsqlCommand command, BusinessGroup group, CancellationToken cancel)
    {
        try
        {
            await command.ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "business_groups_foreign_id")
        {
            throw new RefusedException(Refusal.ForeignIdTaken, $"Another entity group has the foreignId {group.ForeignId}.");
        }
    }

    private static async Task<List<BusinessGroup>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var groups = new List<BusinessGroup>();
        while (await row.ReadAsync(cancel))
        {
            groups.Add(new BusinessGroup(
                new BusinessGroupId(row.GetGuid(0)), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3),
                JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(4), StoredJson.Options)!,
                row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6)));
        }

        return groups;
    }
}
