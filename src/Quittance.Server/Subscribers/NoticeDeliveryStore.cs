using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>The table <c>notice_deliveries</c>; <see cref="Notices"/> adds to it.</summary>
internal readonly struct NoticeDeliveryStore(TenantSession session)
{
    private const string Columns =
        "d.id, d.subscription_id, d.notice_id, d.url, d.requests_made, d.response, d.response_status, d.was_successful, d.created_at, d.updated_at";

    private const string Wanted =
        $"""
        select {Columns}
        from notice_deliveries d
        join notices n on n.organization_id = d.organization_id and n.id = d.notice_id
        where d.organization_id = $1 and ($2::uuid is null or d.business_id = $2) and ($3::uuid is null or d.notice_id = $3)
            and ($4::text is null or n.object_type = $4) and ($5::text is null or n.action = $5)
            and ($6::timestamptz is null or d.created_at >= $6) and ($7::timestamptz is null or d.created_at < $7)
        """;

    private const string Rising = $"{Wanted} and ($8::timestamptz is null or (d.created_at, d.id) > ($8, $9::uuid)) order by d.created_at, d.id limit $10";

    private const string Falling = $"{Wanted} and ($8::timestamptz is null or (d.created_at, d.id) < ($8, $9::uuid)) order by d.created_at desc, d.id desc limit $10";

    public async Task<TokenRows<NoticeDelivery>> ListAsync(DeliveryFilter filter, TokenPage page, CancellationToken cancel)
    {
        object?[] values =
        [
            filter.Business?.Value, filter.NoticeId, filter.ObjectType, filter.Action, filter.CreatedAt.From, filter.CreatedAt.Until,
            page.FromTime, page.FromId, page.ReadMax,
        ];
        await using var command = page.ReadsDown ? session.Sql(Falling, values) : session.Sql(Rising, values);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var deliveries = new List<NoticeDelivery>();
        while (await row.ReadAsync(cancel))
        {
            deliveries.Add(DeliveryOf(row));
        }

        return page.Of(deliveries);
    }

    /// <summary>A delivery that is pending and whose subscription still wants it.</summary>
    public async Task<WaitingDelivery?> FindWaitingAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns}, n.business_id, n.object_type, n.action, n.object_id, n.description, n.occurred_at, s.secret_sealed
            from notice_deliveries d
            join notices n on n.organization_id = d.organization_id and n.id = d.notice_id
            join webhook_subscriptions s on s.organization_id = d.organization_id and s.id = d.subscription_id
            where d.organization_id = $1 and d.id = $2 and d.was_successful is null and s.status = 'enabled' and s.deleted_at is null
            """,
            id);
        NoticeDelivery delivery;
        Notice notice;
        byte[] box;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            delivery = DeliveryOf(row);
            notice = new Notice(
                delivery.NoticeId, new BusinessId(row.GetGuid(10)), row.GetString(11), row.GetString(12), row.GetGuid(13), row.GetString(14), row.GetFieldValue<DateTimeOffset>(15));
            box = row.GetFieldValue<byte[]>(16);
        }

        return new WaitingDelivery(delivery, notice, await session.Subscriptions.OpenSecretAsync(delivery.SubscriptionId, box, cancel));
    }

    /// <summary>Records one request that was made.</summary>
    /// <param name="wasSuccessful">Null when it is going to be tried again.</param>
    public Task RecordAsync(Guid id, NoticeAnswer answer, bool? wasSuccessful, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update notice_deliveries
        set requests_made = requests_made + 1, response = $3, response_status = $4, was_successful = $5, updated_at = $6
        where organization_id = $1 and id = $2
        """,
        id,
        answer.Text,
        new NpgsqlParameter { Value = (object?)answer.Status ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer },
        new NpgsqlParameter { Value = (object?)wasSuccessful ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Boolean },
        now).ExecuteAsync(cancel);

    /// <summary>Gives up a delivery that nobody waits for any more.</summary>
    public Task GiveUpAsync(Guid id, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update notice_deliveries set was_successful = false, updated_at = $3 where organization_id = $1 and id = $2 and was_successful is null",
        id, now).ExecuteAsync(cancel);

    private static NoticeDelivery DeliveryOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetInt32(4), row.TextOrNull(5), row.ValueOrNull<int>(6), row.ValueOrNull<bool>(7),
        row.GetFieldValue<DateTimeOffset>(8), row.GetFieldValue<DateTimeOffset>(9));
}
