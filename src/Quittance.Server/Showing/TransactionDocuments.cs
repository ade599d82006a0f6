using Npgsql;
using NpgsqlTypes;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>The table <c>transaction_documents</c>: writes what transactions are found and shown by. The session sees all businesses here.</summary>
internal static class TransactionDocuments
{
    /// <summary>How many documents are made and written at once.</summary>
    private const int BatchSize = 200;

    /// <summary>Holds a payer's row; if there is none, makes it with the documents of all transactions that there are.</summary>
    public static async Task<TransactionHead> HoldAsync(TenantSession session, Guid payer, CancellationToken cancel)
    {
        if (await TransactionHead.LockAsync(session, payer, cancel) is { } head)
        {
            return head;
        }

        var isMine = await TransactionHead.AddAsync(session, payer, cancel);
        head = await TransactionHead.LockAsync(session, payer, cancel) ?? throw new InvalidOperationException($"The head of {payer} is gone.");
        return isMine ? await WriteAsync(session, head, await OfPayerAsync(session, payer, cancel), cancel) : head;
    }

    /// <summary>Writes the documents of these transactions of one payer anew; those without one are numbered in the order of their ids.</summary>
    /// <returns>The head as it is stored then.</returns>
    public static async Task<TransactionHead> WriteAsync(TenantSession session, TransactionHead head, IReadOnlyList<Guid> transactions, CancellationToken cancel)
    {
        if (transactions.Count == 0)
        {
            return head;
        }

        var numbered = await SeqsAsync(session, head.PayerId, transactions, cancel);
        var after = head with { LastChange = head.LastChange + 1 };
        foreach (var batch in transactions.Order().Chunk(BatchSize))
        {
            var shown = await ShownTransactions.ReadAsync(session, batch, cancel);
            var documents = batch.Where(shown.ContainsKey).Select(id => TransactionDocument.Of(shown[id])).ToList();
            var seqs = new List<long>();
            foreach (var document in documents)
            {
                if (!numbered.TryGetValue(document.Id, out var seq))
                {
                    seq = after.LastSeq + 1;
                    after = after with { LastSeq = seq, LastId = document.Id > after.LastId ? document.Id : after.LastId };
                }

                seqs.Add(seq);
            }

            await PutAsync(session, after, documents, seqs, cancel);
        }

        await after.WriteAsync(session, cancel);
        return after;
    }

    private static Task<int> PutAsync(
        TenantSession session, TransactionHead head, IReadOnlyList<TransactionDocument> documents, IReadOnlyList<long> seqs, CancellationToken cancel) => session.Sql(
            """
            insert into transaction_documents (
                organization_id, payer_id, change, id, seq, payee_id, creator_id, status, type, created_at, terms, keys, document)
            select $1, $2, $3, d.id, d.seq, d.payee_id, d.creator_id, d.status, d.type, d.created_at, d.terms,
                   array(select jsonb_array_elements_text(d.keys)), d.document
            from unnest($4::uuid[], $5::bigint[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::timestamptz[], $11::text[], $12::jsonb[], $13::bytea[])
                as d (id, seq, payee_id, creator_id, status, type, created_at, terms, keys, document)
            on conflict (organization_id, payer_id, id) do update
            set change = excluded.change, creator_id = excluded.creator_id, status = excluded.status, terms = excluded.terms, keys = excluded.keys,
                document = excluded.document
            """,
            head.PayerId,
            head.LastChange,
            documents.Select(document => document.Id).ToArray(),
            seqs.ToArray(),
            documents.Select(document => document.PayeeId).ToArray(),
            documents.Select(document => document.CreatorId).ToArray(),
            documents.Select(document => document.Status).ToArray(),
            documents.Select(document => document.Type).ToArray(),
            documents.Select(document => document.CreatedAt).ToArray(),
            documents.Select(document => document.Terms).ToArray(),
            // An array of arrays of different lengths is none to PostgreSQL.
            new NpgsqlParameter
            {
                Value = documents.Select(document => System.Text.Json.JsonSerializer.Serialize(document.Keys)).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            },
            documents.Select(document => document.Document).ToArray()).ExecuteAsync(cancel);

    private static async Task<Dictionary<Guid, long>> SeqsAsync(TenantSession session, Guid payer, IReadOnlyList<Guid> transactions, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id, seq from transaction_documents where organization_id = $1 and payer_id = $2 and id = any ($3)", payer, transactions.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var seqs = new Dictionary<Guid, long>();
        while (await row.ReadAsync(cancel))
        {
            seqs.Add(row.GetGuid(0), row.GetInt64(1));
        }

        return seqs;
    }

    private static async Task<List<Guid>> OfPayerAsync(TenantSession session, Guid payer, CancellationToken cancel)
    {
        await using var command = session.Sql("select id from transactions where organization_id = $1 and payer_id = $2 order by id", payer);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var ids = new List<Guid>();
        while (await row.ReadAsync(cancel))
        {
            ids.Add(row.GetGuid(0));
        }

        return ids;
    }
}
