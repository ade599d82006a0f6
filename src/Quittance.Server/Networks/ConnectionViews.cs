using System.Runtime.CompilerServices;
using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Reads connections as a side sees them.</summary>
/// <remarks>A session that sees both sides of a connection gets it once: from the payer's side, unless it names the business.</remarks>
internal readonly struct ConnectionViews(TenantSession session)
{
    // Row-level security leaves only the sides that the session may see; 'payer' sorts after 'payee'.
    private const string Seen =
        $"""
        select {ConnectionStore.Columns}, s.role, s.alias, own.name as own_name, other.name as other_name
        from network_connections c
        cross join lateral (
            select side.role, side.business_id, side.alias
            from connection_sides side
            where side.organization_id = c.organization_id and side.connection_id = c.id and ($2::uuid is null or side.business_id = $2)
            order by side.role desc
            limit 1) s
        join parties own on own.organization_id = c.organization_id and own.id = s.business_id
        left join parties other on other.organization_id = c.organization_id
            and other.id = case s.role when 'payer' then c.payee_id else c.payer_id end
        where c.organization_id = $1
        """;

    // Around what Seen found, once it is narrowed: tags are gathered for the rows of the page only.
    private const string Select = $"select {ConnectionStore.Columns}, c.role, c.alias, c.own_name, c.other_name, t.ids, t.names, t.colors";

    private const string Tags =
        """
        cross join lateral (
            select array_agg(g.id order by g.name) as ids, array_agg(g.name order by g.name) as names, array_agg(g.color order by g.name) as colors
            from connection_tags ct
            join tags g on g.organization_id = ct.organization_id and g.id = ct.tag_id
            where ct.organization_id = $1 and ct.connection_id = c.id and ct.role = c.role) t
        """;

    public async Task<ConnectionView> GetAsync(NetworkConnectionId id, BusinessId? business, CancellationToken cancel)
    {
        await using var command = session.Sql($"{Select} from ({Seen} and c.id = $3) c {Tags}", business?.Value, id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : throw ConnectionStore.NotFound();
    }

    /// <summary>The connections that the filter lets through, newest first, each read when it is asked for: the list is never held as a whole.</summary>
    /// <param name="page">Null means all of them.</param>
    public async IAsyncEnumerable<ConnectionView> ListAsync(ConnectionFilter filter, Page? page, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = CommandOf(filter, page);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            yield return Read(row);
        }
    }

    // A tag's connections are few, so they are looked up once; which side has the tag is asked of those only.
    // The search compares positions, so a caller's % or _ is just a character; ICU folds letters of every script alike in every database.
    private NpgsqlCommand CommandOf(ConnectionFilter filter, Page? page) => session.Sql(
        $"""
        {Select}
        from (
            {Seen}
            and c.status = any ($3)
            and ($4::uuid is null
                or c.id in (select ct.connection_id from connection_tags ct where ct.organization_id = $1 and ct.tag_id = $4)
                and exists (
                    select from connection_tags ct
                    where ct.organization_id = $1 and ct.connection_id = c.id and ct.role = s.role and ct.tag_id = $4))
            and ($5::text is null
                or strpos(lower(own.name collate "und-x-icu"), lower($5 collate "und-x-icu")) > 0
                or strpos(lower(other.name collate "und-x-icu"), lower($5 collate "und-x-icu")) > 0
                or strpos(lower(s.alias collate "und-x-icu"), lower($5 collate "und-x-icu")) > 0)
            and ($6::timestamptz is null or (c.created_at, c.id) < ($6, $7::uuid))
            order by c.created_at desc, c.id desc
            limit $8::bigint offset $9::bigint) c
        {Tags}
        order by c.created_at desc, c.id desc
        """,
        filter.Business?.Value,
        filter.Status is { } status ? new[] { Words.Of(status) } : [Words.Of(NetworkConnectionStatus.Active), Words.Of(NetworkConnectionStatus.Archived)],
        filter.Tag,
        filter.Search,
        page?.AfterCreatedAt,
        page?.AfterId,
        page?.Limit,
        page?.Offset);

    private static ConnectionView Read(NpgsqlDataReader row) => new(
        ConnectionStore.Read(row).Connection,
        Words.Read<ConnectionRole>(row.GetString(16)),
        row.TextOrNull(17),
        TagsOf(row),
        row.GetString(18),
        row.TextOrNull(19));

    private static Tag[] TagsOf(NpgsqlDataReader row)
    {
        if (row.ArrayOrNull<Guid>(20) is not { } ids)
        {
            return [];
        }

        var names = row.GetFieldValue<string[]>(21);
        var colors = row.GetFieldValue<string?[]>(22);
        return [.. ids.Select((id, index) => new Tag(id, names[index], colors[index]))];
    }
}
