using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>What became of an accepted webhook.</summary>
internal enum DeliveryOutcome
{
    Waiting,
    Processed,
    Ignored,
    Failed,
}

/// <summary>A webhook that came in, without its body.</summary>
/// <param name="Fault">Why it was refused; null when it was accepted.</param>
/// <param name="Outcome">What was made of it; null when it was refused.</param>
/// <param name="Detail">The same in words.</param>
internal sealed record WebhookDelivery(
    Guid Id, InvoiceConnectionId ConnectionId, WebhookFault? Fault, string? Event, DeliveryOutcome? Outcome, string? Detail, long BodyLength, int TimesReceived,
    DateTimeOffset ReceivedAt, DateTimeOffset LastReceivedAt, DateTimeOffset? ProcessedAt);

/// <summary>The table <c>webhook_deliveries</c>. Bodies go in sealed, because they name people and bank accounts.</summary>
internal readonly struct WebhookDeliveryStore(TenantSession session)
{
    /// <summary>How many refused calls of a connection are kept, so that strangers cannot fill the disk.</summary>
    public const int RejectedMax = 100;

    /// <summary>How much of a refused call's body is kept, in bytes.</summary>
    public const int RejectedBodyMax = 16 * 1024;

    /// <summary>How long accepted calls can be looked at and replayed.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private const string Columns =
        """
        id, invoice_connection_id, fault, event, outcome, detail, body_length, times_received, received_at, last_received_at, processed_at
        """;

    /// <summary>Keeps an accepted call. The same call again is only counted.</summary>
    /// <returns>Its id, and whether it is new.</returns>
    public async Task<(Guid Id, bool IsNew)> AcceptAsync(
        InvoiceConnectionId connection, BusinessId business, ReadOnlyMemory<byte> dedupeKey, ReadOnlyMemory<byte> body, DeliveryOutcome outcome, string? detail, DateTimeOffset now,
        CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(now);
        await using var command = session.Sql(
            """
            insert into webhook_deliveries (
                organization_id, id, invoice_connection_id, business_id, verdict, dedupe_key, body_sealed, body_length, outcome, detail, received_at, last_received_at)
            values ($1, $2, $3, $4, 'accepted', $5, $6, $7, $8, $9, $10, $10)
            on conflict (organization_id, invoice_connection_id, dedupe_key) where dedupe_key is not null
            do update set times_received = webhook_deliveries.times_received + 1, last_received_at = excluded.last_received_at
            returning id
            """,
            id, connection.Value, business.Value, dedupeKey.ToArray(), await session.Secrets.SealAsync(session, Place(id), body, cancel), (long)body.Length,
            Words.Of(outcome), detail, now);
        var kept = (Guid)(await command.ExecuteScalarAsync(cancel))!;
        return (kept, kept == id);
    }

    /// <summary>Keeps a refused call for whoever looks for it, and forgets the oldest beyond <see cref="RejectedMax"/>.</summary>
    public async Task<Guid> RejectAsync(
        InvoiceConnectionId connection, BusinessId business, WebhookFault fault, ReadOnlyMemory<byte> body, DateTimeOffset now, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(now);
        var start = body[..Math.Min(body.Length, RejectedBodyMax)];
        await session.Sql(
            """
            insert into webhook_deliveries (
                organization_id, id, invoice_connection_id, business_id, verdict, fault, body_sealed, body_length, received_at, last_received_at)
            values ($1, $2, $3, $4, 'rejected', $5, $6, $7, $8, $8)
            """,
            id, connection.Value, business.Value, Words.Of(fault), await session.Secrets.SealAsync(session, Place(id), start, cancel), (long)body.Length, now).ExecuteAsync(cancel);
        await session.Sql(
            """
            delete from webhook_deliveries
            where organization_id = $1 and id in (
                select id from webhook_deliveries
                where organization_id = $1 and invoice_connection_id = $2 and verdict = 'rejected'
                order by received_at desc, id desc
                offset $3)
            """,
            connection.Value, RejectedMax).ExecuteAsync(cancel);
        return id;
    }

    public async Task<WebhookDelivery> GetAsync(InvoiceConnectionId connection, Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from webhook_deliveries where organization_id = $1 and invoice_connection_id = $2 and id = $3", connection.Value, id);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such delivery.");
    }

    public async Task<IReadOnlyList<WebhookDelivery>> ListAsync(InvoiceConnectionId connection, Page page, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from webhook_deliveries
            where organization_id = $1 and invoice_connection_id = $2 and ($3::timestamptz is null or (received_at, id) < ($3, $4::uuid))
            order by received_at desc, id desc
            limit $5 offset $6
            """,
            connection.Value, page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>An accepted call that waits to be processed, with its bytes; null when nothing waits.</summary>
    public async Task<(InvoiceConnectionId Connection, BusinessId Business, byte[] Body)?> OpenWaitingAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select invoice_connection_id, business_id, body_sealed
            from webhook_deliveries
            where organization_id = $1 and id = $2 and outcome = 'waiting'
            for update
            """,
            id);
        (Guid Connection, Guid Business, byte[] Sealed) found;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            found = (row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<byte[]>(2));
        }

        var body = await session.Secrets.OpenAsync(session, Place(id), found.Sealed, cancel);
        return (new InvoiceConnectionId(found.Connection), new BusinessId(found.Business), body);
    }

    public Task SetOutcomeAsync(Guid id, string? name, DeliveryOutcome outcome, string? detail, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update webhook_deliveries set event = $3, outcome = $4, detail = $5, processed_at = $6 where organization_id = $1 and id = $2",
        id, name, Words.Of(outcome), detail, now).ExecuteAsync(cancel);

    public Task SetWaitingAsync(Guid id, CancellationToken cancel) => session.Sql(
        "update webhook_deliveries set outcome = 'waiting', detail = null, processed_at = null where organization_id = $1 and id = $2", id).ExecuteAsync(cancel);

    /// <summary>Forgets calls that were dealt with long ago, some at a time.</summary>
    public Task ForgetOldAsync(InvoiceConnectionId connection, DateTimeOffset before, CancellationToken cancel) => session.Sql(
        """
        delete from webhook_deliveries
        where organization_id = $1 and id in (
            select id from webhook_deliveries
            where organization_id = $1 and invoice_connection_id = $2 and received_at < $3 and last_received_at < $3 and outcome is distinct from 'waiting'
            order by received_at
            limit 100)
        """,
        connection.Value, before).ExecuteAsync(cancel);

    /// <summary>Where a body is sealed: rotation and <c>verify</c> open it by the same name.</summary>
    internal static string Place(Guid id) => $"webhook_deliveries/{id:n}/body";

    private static async Task<List<WebhookDelivery>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var deliveries = new List<WebhookDelivery>();
        while (await row.ReadAsync(cancel))
        {
            deliveries.Add(new WebhookDelivery(
                row.GetGuid(0), new InvoiceConnectionId(row.GetGuid(1)), row.IsDBNull(2) ? null : Words.Read<WebhookFault>(row.GetString(2)), row.TextOrNull(3),
                row.IsDBNull(4) ? null : Words.Read<DeliveryOutcome>(row.GetString(4)), row.TextOrNull(5), row.GetInt64(6), row.GetInt32(7),
                row.GetFieldValue<DateTimeOffset>(8), row.GetFieldValue<DateTimeOffset>(9), row.ValueOrNull<DateTimeOffset>(10)));
        }

        return deliveries;
    }
}
