using System.Text.Json;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>A payment order with what its bill and its transaction say.</summary>
internal sealed record PaymentOrderRow(PaymentOrder Order, NetworkConnectionId ConnectionId, TransactionFailure? Failure);

/// <summary>The table <c>payment_orders</c>.</summary>
internal readonly struct PaymentOrderStore(TenantSession session)
{
    private const string Columns =
        """
        o.id, o.invoice_id, o.payer_id, o.payee_id, o.currency, o.amount_minor, o.source_id, o.destination_id, o.clearing_speed, o.pay_on,
        o.note_to_self, o.status, o.transaction_id, o.created_at, o.updated_at, o.is_batch, o.destination_options
        """;

    private const string RowColumns = $"{Columns}, i.connection_id, t.failure_code, t.failure_description";

    private const string RowFrom =
        """
        from payment_orders o
        join invoices i on i.organization_id = o.organization_id and i.id = o.invoice_id
        left join transactions t on t.organization_id = o.organization_id and t.id = o.transaction_id
        """;

    public async Task AddAsync(PaymentOrder order, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(order.InvoiceId);
        try
        {
            await session.Sql(
                """
                insert into payment_orders (
                    organization_id, id, invoice_id, payer_id, payee_id, currency, amount_minor, source_id, destination_id, clearing_speed, pay_on,
                    note_to_self, status, transaction_id, created_at, updated_at, is_batch, destination_options)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18::jsonb)
                """,
                order.Id.Value, order.InvoiceId.Value, order.PayerId.Value, order.PayeeId.Value, order.Amount.Currency.Code, order.Amount.Minor,
                order.SourceId.Value, order.DestinationId.Value, Words.Of(order.ClearingSpeed), order.On, order.NoteToSelf, Words.Of(order.Status),
                order.TransactionId?.Value, order.CreatedAt, order.UpdatedAt, order.IsBatch, Write(order.DestinationOptions)).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "payment_orders_one_under_way")
        {
            throw new RefusedException(Refusal.InvoiceStepRefused, $"Invoice {order.InvoiceId} has a payment under way already.");
        }
    }

    public Task UpdateAsync(PaymentOrder order, CancellationToken cancel) => session.Sql(
        "update payment_orders set status = $3, transaction_id = $4, updated_at = $5 where organization_id = $1 and id = $2",
        order.Id.Value, Words.Of(order.Status), order.TransactionId?.Value, order.UpdatedAt).ExecuteAsync(cancel);

    /// <summary>Options of a destination as they are stored.</summary>
    internal static string? Write(DestinationOptions? options) => options is null ? null : JsonSerializer.Serialize(options, StoredJson.Options);

    /// <inheritdoc cref="Write"/>
    internal static DestinationOptions? ReadOptions(string? json) => json is null ? null : JsonSerializer.Deserialize<DestinationOptions>(json, StoredJson.Options);

    public async Task<PaymentOrder> GetAsync(PaymentOrderId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from payment_orders o where o.organization_id = $1 and o.id = $2", id.Value);
        return await ReadOneAsync(command, cancel) ?? throw NotFound();
    }

    /// <summary>The orders of a transaction, one for each bill; none for one that was recorded by hand.</summary>
    /// <remarks>Their invoices' rows are locked before, so these need no lock.</remarks>
    public async Task<IReadOnlyList<PaymentOrder>> OfTransactionAsync(TransactionId transaction, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_orders o where o.organization_id = $1 and o.transaction_id = $2 order by o.invoice_id", transaction.Value);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>A waiting order and those that may go with it, by their invoices' ids; itself only if it goes alone.</summary>
    /// <param name="limit">The most that one transaction pays.</param>
    public async Task<IReadOnlyList<PaymentOrder>> GoingWithAsync(PaymentOrder order, int limit, CancellationToken cancel)
    {
        if (!order.IsBatch)
        {
            return [order];
        }

        await using var command = session.Sql(
            $"""
            select {Columns} from payment_orders o
            where o.organization_id = $1 and o.status = 'scheduled' and o.is_batch
              and o.payer_id = $2 and o.source_id = $3 and o.destination_id = $4 and o.pay_on = $5 and o.id <> $6
            order by o.created_at, o.id
            limit $7
            """,
            order.PayerId.Value, order.SourceId.Value, order.DestinationId.Value, order.On, order.Id.Value, limit - 1);
        var others = await ReadAllAsync(command, cancel);
        return [.. others.Where(order.GoesWith).Append(order).OrderBy(each => each.InvoiceId.Value)];
    }

    /// <summary>The order whose transaction is under way for a bill, if there is one.</summary>
    public async Task<PaymentOrder?> ProcessingOfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_orders o where o.organization_id = $1 and o.invoice_id = $2 and o.status = 'processing'", invoice.Value);
        return await ReadOneAsync(command, cancel);
    }

    /// <summary>The order that plans an invoice's payment, if one waits.</summary>
    public async Task<PaymentOrder?> ScheduledOfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_orders o where o.organization_id = $1 and o.invoice_id = $2 and o.status = 'scheduled'", invoice.Value);
        return await ReadOneAsync(command, cancel);
    }

    public async Task<PaymentOrderRow> GetRowAsync(PaymentOrderId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {RowColumns} {RowFrom} where o.organization_id = $1 and o.id = $2", id.Value);
        return (await ReadRowsAsync(command, cancel)).SingleOrDefault() ?? throw NotFound();
    }

    /// <summary>Payments of the payers that the session sees, newest first.</summary>
    public async Task<IReadOnlyList<PaymentOrderRow>> ListAsync(
        InvoiceId? invoice, IReadOnlyList<PaymentOrderStatus> statuses, Page page, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {RowColumns} {RowFrom}
            where o.organization_id = $1
              and ($2::uuid is null or o.invoice_id = $2)
              and (cardinality($3::text[]) = 0 or o.status = any ($3))
              and ($4::timestamptz is null or (o.created_at, o.id) < ($4, $5::uuid))
            order by o.created_at desc, o.id desc
            limit $6 offset $7
            """,
            invoice?.Value, statuses.Select(Words.Of).ToArray(), page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        return await ReadRowsAsync(command, cancel);
    }

    /// <summary>The latest order of each of these invoices, as far as the session sees its payer.</summary>
    public async Task<IReadOnlyDictionary<InvoiceId, PaymentOrderId>> LatestOfAsync(IEnumerable<InvoiceId> invoices, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select distinct on (invoice_id) invoice_id, id
            from payment_orders
            where organization_id = $1 and invoice_id = any ($2)
            order by invoice_id, created_at desc, id desc
            """,
            invoices.Select(invoice => invoice.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var latest = new Dictionary<InvoiceId, PaymentOrderId>();
        while (await row.ReadAsync(cancel))
        {
            latest.Add(new InvoiceId(row.GetGuid(0)), new PaymentOrderId(row.GetGuid(1)));
        }

        return latest;
    }

    private static RefusedException NotFound() => new(Refusal.NotFound, "There is no such payment.");

    private static async Task<PaymentOrder?> ReadOneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : null;
    }

    private static async Task<List<PaymentOrder>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var orders = new List<PaymentOrder>();
        while (await row.ReadAsync(cancel))
        {
            orders.Add(Read(row));
        }

        return orders;
    }

    private static async Task<List<PaymentOrderRow>> ReadRowsAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var orders = new List<PaymentOrderRow>();
        while (await row.ReadAsync(cancel))
        {
            orders.Add(new PaymentOrderRow(
                Read(row),
                new NetworkConnectionId(row.GetGuid(17)),
                row.TextOrNull(18) is { } code ? new TransactionFailure(code, row.GetString(19)) : null));
        }

        return orders;
    }

    private static PaymentOrder Read(NpgsqlDataReader row) => new(
        new PaymentOrderId(row.GetGuid(0)),
        new InvoiceId(row.GetGuid(1)),
        new BusinessId(row.GetGuid(2)),
        new BusinessId(row.GetGuid(3)),
        new Money(row.GetInt64(5), Currency.Of(row.GetString(4))),
        new PaymentMethodId(row.GetGuid(6)),
        new PaymentMethodId(row.GetGuid(7)),
        Words.Read<ClearingSpeed>(row.GetString(8)),
        row.GetFieldValue<DateOnly>(9),
        row.TextOrNull(10),
        Words.Read<PaymentOrderStatus>(row.GetString(11)),
        row.ValueOrNull<Guid>(12) is { } transaction ? new TransactionId(transaction) : null,
        row.GetFieldValue<DateTimeOffset>(13),
        row.GetFieldValue<DateTimeOffset>(14))
    {
        IsBatch = row.GetBoolean(15),
        DestinationOptions = ReadOptions(row.TextOrNull(16)),
    };
}
