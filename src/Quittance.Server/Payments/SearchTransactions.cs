using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Which transactions are wanted. Empty lists mean any; values of one list are alternatives.</summary>
internal sealed record TransactionFilter(
    IReadOnlyList<TransactionStatus> Statuses, IReadOnlyList<Guid> Payers, IReadOnlyList<Guid> Vendors, IReadOnlyList<Guid> Invoices,
    DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>Lists transactions, newest first.</summary>
internal sealed class SearchTransactions(Database database)
{
    /// <param name="startingAfter">The last transaction of the page before; one that the caller does not see is an unknown one.</param>
    public async Task<ShownJson> RunAsync(Caller caller, TransactionFilter filter, TransactionId? startingAfter, int limit, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var after = startingAfter is { } id ? await session.Transactions.GetAsync(id, cancel) : null;
        var count = await CountAsync(session, filter, cancel);
        var found = await ReadAsync(session, filter, after, limit + 1, cancel);
        return await session.ShowTransactionsAsync(caller, [.. found.Take(limit).Select(item => item.Id)], count, found.Count > limit, cancel);
    }

    private static async Task<long> CountAsync(TenantSession session, TransactionFilter filter, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select count(*) from transactions t
            where t.organization_id = $1
              and (cardinality($2::text[]) = 0 or t.status = any ($2))
              and (cardinality($3::uuid[]) = 0 or t.payer_id = any ($3))
              and (cardinality($4::uuid[]) = 0 or t.payee_id = any ($4))
              and (cardinality($5::uuid[]) = 0 or exists (
                  select from transaction_invoices x
                  where x.organization_id = $1 and x.transaction_id = t.id and x.invoice_id = any ($5)))
              and ($6::timestamptz is null or t.created_at >= $6)
              and ($7::timestamptz is null or t.created_at <= $7)
            """,
            Values(filter));
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<List<Transaction>> ReadAsync(TenantSession session, TransactionFilter filter, Transaction? after, int limit, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select t.id, t.type, t.status, t.currency, t.amount_minor, t.payer_id, t.payee_id, t.source_id, t.destination_id, t.failure_code,
                   t.failure_description, t.rail_reference, t.created_at, t.updated_at
            from transactions t
            where t.organization_id = $1
              and (cardinality($2::text[]) = 0 or t.status = any ($2))
              and (cardinality($3::uuid[]) = 0 or t.payer_id = any ($3))
              and (cardinality($4::uuid[]) = 0 or t.payee_id = any ($4))
              and (cardinality($5::uuid[]) = 0 or exists (
                  select from transaction_invoices x
                  where x.organization_id = $1 and x.transaction_id = t.id and x.invoice_id = any ($5)))
              and ($6::timestamptz is null or t.created_at >= $6)
              and ($7::timestamptz is null or t.created_at <= $7)
              and ($8::timestamptz is null or (t.created_at, t.id) < ($8, $9::uuid))
            order by t.created_at desc, t.id desc
            limit $10
            """,
            [.. Values(filter), after?.CreatedAt, after?.Id.Value, limit]);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<Transaction>();
        while (await row.ReadAsync(cancel))
        {
            found.Add(TransactionStore.Read(row));
        }

        return found;
    }

    private static object?[] Values(TransactionFilter filter) =>
    [
        filter.Statuses.Select(Words.Of).ToArray(), filter.Payers.ToArray(), filter.Vendors.ToArray(), filter.Invoices.ToArray(), filter.From, filter.Until,
    ];
}
