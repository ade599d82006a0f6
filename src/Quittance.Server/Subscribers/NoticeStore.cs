using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>The table <c>notices</c>; <see cref="Notices"/> writes it.</summary>
internal readonly struct NoticeStore(TenantSession session)
{
    private const string Columns = "id, business_id, object_type, action, object_id, description, occurred_at";

    private const string Wanted =
        """
        where organization_id = $1 and ($2::uuid is null or business_id = $2) and ($3::text is null or object_type = $3)
            and ($4::uuid is null or object_id = $4) and ($5::text is null or action = $5)
            and ($6::timestamptz is null or occurred_at >= $6) and ($7::timestamptz is null or occurred_at < $7)
        """;

    private const string Rising =
        $"select {Columns} from notices {Wanted} and ($8::timestamptz is null or (occurred_at, id) > ($8, $9::uuid)) order by occurred_at, id limit $10";

    private const string Falling =
        $"select {Columns} from notices {Wanted} and ($8::timestamptz is null or (occurred_at, id) < ($8, $9::uuid)) order by occurred_at desc, id desc limit $10";

    public async Task<TokenRows<Notice>> ListAsync(NoticeFilter filter, TokenPage page, CancellationToken cancel)
    {
        object?[] values =
        [
            filter.Business?.Value, filter.ObjectType, filter.ObjectId, filter.Action, filter.OccurredAt.From, filter.OccurredAt.Until,
            page.FromTime, page.FromId, page.ReadMax,
        ];
        await using var command = page.ReadsDown ? session.Sql(Falling, values) : session.Sql(Rising, values);
        return page.Of(await ReadAllAsync(command, cancel));
    }

    public async Task<Notice> GetAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from notices where organization_id = $1 and id = $2", id);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such event.");
    }

    private static async Task<List<Notice>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var notices = new List<Notice>();
        while (await row.ReadAsync(cancel))
        {
            notices.Add(new Notice(
                row.GetGuid(0), new BusinessId(row.GetGuid(1)), row.GetString(2), row.GetString(3), row.GetGuid(4), row.GetString(5),
                row.GetFieldValue<DateTimeOffset>(6)));
        }

        return notices;
    }
}
