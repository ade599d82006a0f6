using Npgsql;
using Quittance.Domain;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>The table <c>tags</c>.</summary>
internal readonly struct TagStore(TenantSession session)
{
    public Task AddAsync(Tag tag, DateTimeOffset now, CancellationToken cancel) => WriteAsync(
        session.Sql("insert into tags (organization_id, id, name, color, created_at) values ($1, $2, $3, $4, $5)", tag.Id, tag.Name, tag.Color, now),
        tag,
        cancel);

    public Task UpdateAsync(Tag tag, CancellationToken cancel) => WriteAsync(
        session.Sql("update tags set name = $3, color = $4 where organization_id = $1 and id = $2", tag.Id, tag.Name, tag.Color), tag, cancel);

    /// <summary>Takes the tag away, also from the connections that have it.</summary>
    public Task DeleteAsync(Guid id, CancellationToken cancel) =>
        session.Sql("delete from tags where organization_id = $1 and id = $2", id).ExecuteAsync(cancel);

    public async Task<Tag> LockAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql("select id, name, color, created_at from tags where organization_id = $1 and id = $2 for update", id);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault()?.Tag ?? throw new RefusedException(Refusal.NotFound, "There is no such tag.");
    }

    /// <summary>Those of the ids that are tags; they stay so until the session ends.</summary>
    public async Task<IReadOnlyList<Tag>> HoldAsync(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id, name, color, created_at from tags where organization_id = $1 and id = any ($2) order by id for key share", ids.ToArray());
        return [.. (await ReadAllAsync(command, cancel)).Select(row => row.Tag)];
    }

    public async Task<IReadOnlyList<TagRow>> ListAsync(Page page, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, name, color, created_at
            from tags
            where organization_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
            order by created_at desc, id desc
            limit $4 offset $5
            """,
            page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        return await ReadAllAsync(command, cancel);
    }

    private static async Task WriteAsync(NpgsqlCommand command, Tag tag, CancellationToken cancel)
    {
        try
        {
            await command.ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "tags_name")
        {
            throw new RefusedException(Refusal.TagNameTaken, $"Another tag is called {tag.Name}.");
        }
    }

    private static async Task<List<TagRow>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var tags = new List<TagRow>();
        while (await row.ReadAsync(cancel))
        {
            tags.Add(new TagRow(new Tag(row.GetGuid(0), row.GetString(1), row.TextOrNull(2)), row.GetFieldValue<DateTimeOffset>(3)));
        }

        return tags;
    }
}
