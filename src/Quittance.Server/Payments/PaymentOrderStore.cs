using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>The table <c>payment_orders</c>.</summary>
internal readonly struct PaymentOrderStore(TenantSession session)
{
    private const string Columns =
        """
        id, invoice_id, payer_id, payee_id, currency, amount_minor, source_id, destination_id, clearing_speed, pay_on, note_to_self, status,
        transaction_id, created_at, updated_at
        """;

    public async Task AddAsync(PaymentOrder order, CancellationToken cancel)
    {
        try
        {
            await session.Sql(
                """
                insert into payment_orders (
                    organization_id, id, invoice_id, payer_id, payee_id, currency, amount_minor, source_id, destination_id, clearing_speed, pay_on,
                    note_to_self, status, transaction_id, created_at, updated_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                """,
                order.Id.Value, order.InvoiceId.Value, order.PayerId.Value, order.PayeeId.Value, order.Amount.Currency.Code, order.Amount.Minor,
                order.SourceId.Value, order.DestinationId.Value, Words.Of(order.ClearingSpeed), order.On, order.NoteToSelf, Words.Of(order.Status),
                order.TransactionId?.Value, order.CreatedAt, order.UpdatedAt).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "payment_orders_one_under_way")
        {
            throw new RefusedException(Refusal.InvoiceStepRefused, $"Invoice {order.InvoiceId} has a payment under way already.");
        }
    }

    public Task UpdateAsync(PaymentOrder order, CancellationToken cancel) => session.Sql(
        "update payment_orders set status = $3, transaction_id = $4, updated_at = $5 where organization_id = $1 and id = $2",
        order.Id.Value, Words.Of(order.Status), order.TransactionId?.Value, order.UpdatedAt).ExecuteAsync(cancel);

    public async Task<PaymentOrder> GetAsync(PaymentOrderId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from payment_orders where organization_id = $1 and id = $2", id.Value);
        return await ReadOneAsync(command, cancel) ?? throw new RefusedException(Refusal.NotFound, "There is no such payment.");
    }

    /// <summary>The order of a transaction; its invoice's row is locked before, so this one needs no lock.</summary>
    public async Task<PaymentOrder> OfTransactionAsync(TransactionId transaction, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from payment_orders where organization_id = $1 and transaction_id = $2", transaction.Value);
        return await ReadOneAsync(command, cancel) ?? throw new InvalidOperationException($"{transaction} has no payment order.");
    }

    /// <summary>The order that plans an invoice's payment, if one waits.</summary>
    public async Task<PaymentOrder?> ScheduledOfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_orders where organization_id = $1 and invoice_id = $2 and status = 'scheduled'", invoice.Value);
        return await ReadOneAsync(command, cancel);
    }

    private static async Task<PaymentOrder?> ReadOneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new PaymentOrder(
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
            : null;
    }
}
