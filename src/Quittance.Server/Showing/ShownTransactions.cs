using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Reads transactions as the Payments dialect shows them, with marks for parties and payment methods.</summary>
internal static class ShownTransactions
{
    /// <summary>Transactions with their bills.</summary>
    public static async Task<Dictionary<Guid, ShownTransaction>> ReadAsync(TenantSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var transactions = await ReadBareAsync(session, ids, cancel);
        var shares = await SharesAsync(session, ids, cancel);
        var invoices = await ShownInvoices.ReadAsync(session, [.. shares.Select(share => share.Invoice).Distinct()], cancel);
        foreach (var share in shares.GroupBy(share => share.Transaction))
        {
            transactions[share.Key] = transactions[share.Key].With(
                share.Select(item => invoices[item.Invoice]), share.ToDictionary(item => item.Invoice, item => item.Minor));
        }

        return transactions;
    }

    /// <summary>Transactions without their bills, as they stand within a bill.</summary>
    public static async Task<Dictionary<Guid, ShownTransaction>> ReadBareAsync(TenantSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, type, status, currency, amount_minor, payer_id, payee_id, source_id, destination_id, failure_code, failure_description,
                   created_at, updated_at, check_number, mailed_at, destination_options, source_fee_minor, destination_fee_minor, completed_at
            from transactions
            where organization_id = $1 and id = any ($2)
            """,
            ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var transactions = new Dictionary<Guid, ShownTransaction>();
        while (await row.ReadAsync(cancel))
        {
            var shown = Read(row).Show();
            transactions.Add(shown.Id, shown);
        }

        return transactions;
    }

    /// <summary>Which bills transactions pay, and how much of each.</summary>
    public static async Task<List<(Guid Transaction, Guid Invoice, long Minor)>> SharesAsync(
        TenantSession session, IReadOnlyCollection<Guid> transactions, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select transaction_id, invoice_id, amount_minor from transaction_invoices where organization_id = $1 and transaction_id = any ($2)",
            transactions.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var shares = new List<(Guid, Guid, long)>();
        while (await row.ReadAsync(cancel))
        {
            shares.Add((row.GetGuid(0), row.GetGuid(1), row.GetInt64(2)));
        }

        return shares;
    }

    /// <summary>A transaction's type in the dialect's words.</summary>
    public static string WordOf(TransactionType type) => TransactionResponse.TypeOf(type);

    private static StoredTransaction Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        Words.Read<TransactionType>(row.GetString(1)),
        Words.Read<TransactionStatus>(row.GetString(2)),
        Currency.Of(row.GetString(3)),
        row.GetInt64(4),
        row.GetGuid(5),
        row.GetGuid(6),
        row.GetGuid(7),
        row.GetGuid(8),
        row.TextOrNull(9) is { } code ? new TransactionFailure(code, row.GetString(10)) : null,
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.ValueOrNull<int>(13),
        row.ValueOrNull<DateTimeOffset>(14),
        ShownOptions.Destination(row.TextOrNull(15)),
        row.ValueOrNull<long>(16),
        row.ValueOrNull<long>(17),
        row.ValueOrNull<DateTimeOffset>(18));
}
