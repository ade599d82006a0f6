using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Fills transactions with what a row of a list shows: a fixed number of queries, however long the list.</summary>
internal static class TransactionViews
{
    public static async Task<IReadOnlyList<TransactionView>> OfAsync(TenantSession session, IReadOnlyList<Transaction> transactions, CancellationToken cancel)
    {
        var parties = await PartiesAsync(session, transactions.SelectMany(item => new[] { item.PayerId.Value, item.PayeeId.Value }), cancel);
        var methods = await session.PaymentMethods.ManyAsync(transactions.SelectMany(item => new[] { item.SourceId, item.DestinationId }), cancel);
        var invoices = await session.Invoices.OfTransactionsAsync(transactions.Select(item => item.Id), cancel);
        return
        [
            .. transactions.Select(item => new TransactionView(
                item, parties[item.PayerId], parties[item.PayeeId], methods[item.SourceId], methods[item.DestinationId], [.. invoices[item.Id]])),
        ];
    }

    private static async Task<Dictionary<BusinessId, TransactionParty>> PartiesAsync(TenantSession session, IEnumerable<Guid> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select p.id, p.name, b.email, b.foreign_id, b.created_at, b.updated_at
            from parties p
            left join businesses b on b.organization_id = p.organization_id and b.id = p.id
            where p.organization_id = $1 and p.id = any ($2)
            """,
            ids.Distinct().ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var parties = new Dictionary<BusinessId, TransactionParty>();
        while (await row.ReadAsync(cancel))
        {
            var id = new BusinessId(row.GetGuid(0));
            parties[id] = new TransactionParty(
                id, row.GetString(1), row.TextOrNull(2), row.TextOrNull(3), row.ValueOrNull<DateTimeOffset>(4), row.ValueOrNull<DateTimeOffset>(5));
        }

        return parties;
    }
}
