using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Verification;

/// <summary>What transactions are found and shown by is what their rows come to, and each payer's are numbered without gaps.</summary>
internal sealed class TransactionDocuments : IDatabaseCheck
{
    private const int BatchSize = 200;

    public string Name => "transaction_documents";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select t.organization_id, 'trx_', t.id, 'has no document'
            from transactions t
            join transaction_heads h on h.organization_id = t.organization_id and h.payer_id = t.payer_id
            left join transaction_documents d on d.organization_id = t.organization_id and d.payer_id = t.payer_id and d.id = t.id
            where d.id is null
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select coalesce(h.organization_id, d.organization_id), 'biz_', coalesce(h.payer_id, d.payer_id),
                   format('%s transactions are counted, the last one is number %s of %s, change %s of %s',
                          coalesce(h.last_seq, 0), coalesce(d.last, 0), coalesce(d.count, 0), coalesce(d.change, 0), coalesce(h.last_change, 0))
            from transaction_heads h
            full join (
                select organization_id, payer_id, max(seq) as last, count(*) as count, max(change) as change
                from transaction_documents
                group by organization_id, payer_id) d
                on d.organization_id = h.organization_id and d.payer_id = h.payer_id
            where coalesce(h.last_seq, -1) <> coalesce(d.last, 0) or coalesce(d.last, 0) <> coalesce(d.count, 0)
               or coalesce(d.change, 0) > coalesce(h.last_change, 0)
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select d.organization_id, 'trx_', d.id, 'is numbered before an older one'
            from (
                select organization_id, id, lag(id) over (partition by organization_id, payer_id order by seq) as before
                from transaction_documents) d
            where d.id < d.before
            """,
            cancel);
        foreach (var organization in await OrganizationsAsync(snapshot, cancel))
        {
            await RebuildAsync(snapshot.Of(organization), faults, cancel);
        }
    }

    private static async Task<List<OrganizationId>> OrganizationsAsync(Snapshot snapshot, CancellationToken cancel)
    {
        await using var command = snapshot.Sql("select distinct organization_id from transaction_heads");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var organizations = new List<OrganizationId>();
        while (await row.ReadAsync(cancel))
        {
            organizations.Add(new OrganizationId(row.GetGuid(0)));
        }

        return organizations;
    }

    private static async Task RebuildAsync(TenantSession session, Faults faults, CancellationToken cancel)
    {
        var after = Guid.Empty;
        while (true)
        {
            var stored = await ReadAsync(session, after, cancel);
            var shown = await ShownTransactions.ReadAsync(session, [.. stored.Select(document => document.Id)], cancel);
            foreach (var document in stored.Where(document => shown.ContainsKey(document.Id)))
            {
                if (DifferenceOf(document, TransactionDocument.Of(shown[document.Id])) is { } column)
                {
                    faults.Add($"{session.Organization} trx_{document.Id:n}: its document differs from its rows in {column}");
                }
            }

            if (stored.Count < BatchSize)
            {
                return;
            }

            after = stored[^1].Id;
        }
    }

    private static string? DifferenceOf(TransactionDocument stored, TransactionDocument built) =>
        (stored.PayerId, stored.PayeeId, stored.CreatorId) != (built.PayerId, built.PayeeId, built.CreatorId) ? "its parties"
        : stored.Status != built.Status ? "status"
        : stored.Type != built.Type || stored.CreatedAt != built.CreatedAt ? "type or time"
        : stored.Terms != built.Terms ? "terms"
        : !stored.Keys.SequenceEqual(built.Keys, StringComparer.Ordinal) ? "keys"
        : !stored.Document.AsSpan().SequenceEqual(built.Document) ? "what is shown"
        : null;

    private static async Task<List<TransactionDocument>> ReadAsync(TenantSession session, Guid after, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, payer_id, payee_id, creator_id, status, type, created_at, terms, keys, document
            from transaction_documents
            where organization_id = $1 and id > $2
            order by id
            limit $3
            """,
            after, BatchSize);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var documents = new List<TransactionDocument>();
        while (await row.ReadAsync(cancel))
        {
            documents.Add(new TransactionDocument(
                row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetGuid(3), row.GetString(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6),
                row.GetString(7), row.GetFieldValue<string[]>(8), row.GetFieldValue<byte[]>(9)));
        }

        return documents;
    }
}
