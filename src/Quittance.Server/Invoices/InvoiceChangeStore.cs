using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>What a caller asked to change on a bill.</summary>
/// <param name="Status">Where the bill stood afterwards.</param>
/// <param name="Asked">The request, as JSON.</param>
internal sealed record AskedChange(Guid Id, BusinessUserId? UserId, InvoiceStatus? Status, string Asked, DateTimeOffset CreatedAt);

/// <summary>The table <c>invoice_changes</c>.</summary>
internal readonly struct InvoiceChangeStore(TenantSession session)
{
    public Task AddAsync(InvoiceId invoice, BusinessUserId? user, InvoiceStatus status, string asked, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "insert into invoice_changes (organization_id, id, invoice_id, user_id, status, data, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        Guid.CreateVersion7(now), invoice.Value, user?.Value, Words.Of(status), new NpgsqlParameter { Value = asked, NpgsqlDbType = NpgsqlDbType.Json }, now).ExecuteAsync(cancel);

    /// <summary>A page of what was asked for, the newest first, and how much there is in all.</summary>
    /// <param name="after">The last one of the page before.</param>
    public async Task<(long Count, IReadOnlyList<AskedChange> Changes)> ListAsync(
        InvoiceId invoice, DateTimeOffset? from, DateTimeOffset? until, Guid? after, int most, CancellationToken cancel)
    {
        var place = after is { } last ? await CreatedAtAsync(invoice, last, cancel) : (DateTimeOffset?)null;
        await using var count = session.Sql(
            """
            select count(*) from invoice_changes
            where organization_id = $1 and invoice_id = $2 and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at <= $4)
            """,
            invoice.Value, from, until);
        var all = (long)(await count.ExecuteScalarAsync(cancel))!;
        await using var command = session.Sql(
            """
            select id, user_id, status, data, created_at
            from invoice_changes
            where organization_id = $1 and invoice_id = $2 and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at <= $4)
                and ($5::timestamptz is null or (created_at, id) < ($5, $6::uuid))
            order by created_at desc, id desc
            limit $7
            """,
            invoice.Value, from, until, place, after, most);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var changes = new List<AskedChange>();
        while (await row.ReadAsync(cancel))
        {
            changes.Add(new AskedChange(
                row.GetGuid(0), row.ValueOrNull<Guid>(1) is { } user ? new BusinessUserId(user) : null,
                row.TextOrNull(2) is { } status ? Words.Read<InvoiceStatus>(status) : null, row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)));
        }

        return (all, changes);
    }

    private async Task<DateTimeOffset> CreatedAtAsync(InvoiceId invoice, Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql("select created_at from invoice_changes where organization_id = $1 and invoice_id = $2 and id = $3", invoice.Value, id);
        return await command.ExecuteScalarAsync(cancel) is DateTime time ? new DateTimeOffset(time) : throw Ids.NotFound("event");
    }
}
