using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Npgsql;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Searching;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>Reads all transactions that a link is for, newest first, as of one moment, and never more of them at a time than fit in a buffer.</summary>
internal sealed class ReadTransactions(Database database)
{
    /// <summary>How many documents are read at once.</summary>
    private const int DocumentsAtOnce = 100;

    /// <summary>Rows of a table: read from the normalised tables as PostgreSQL finds them.</summary>
    public async IAsyncEnumerable<DownloadedTransaction> RowsAsync(Caller maker, LinkedTransactions wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(maker.Organization, maker.Businesses, cancel);
        var selection = await TransactionSelection.ReadAsync(session, wanted.Filter, cancel);
        await using var command = session.Sql(
            $"""
            select t.id, t.type, t.status, t.amount_minor, t.currency, t.payer_id, p.name, t.payee_id, v.name, t.source_id, t.destination_id,
                   t.created_at, t.updated_at, t.check_number, t.mailed_at, t.failure_code, t.failure_description,
                   coalesce(b.ids, array[]::uuid[]), coalesce(b.numbers, array[]::text[])
            from transaction_documents d
            join transactions t on t.organization_id = $1 and t.id = d.id
            join parties p on p.organization_id = $1 and p.id = t.payer_id
            join parties v on v.organization_id = $1 and v.id = t.payee_id
            cross join lateral (
                select array_agg(i.id order by i.created_at, i.id) as ids,
                       array_agg(i.number order by i.created_at, i.id) filter (where i.number is not null) as numbers
                from transaction_invoices x
                join invoices i on i.organization_id = $1 and i.id = x.invoice_id
                where x.organization_id = $1 and x.transaction_id = d.id) b
            where {TransactionSelection.Condition}
            order by d.id desc
            limit $14
            """,
            [.. selection.Values(wanted.StartingAfter ?? Guid.AllBitsSet), Limit(wanted.Limit)]);
        command.CommandTimeout = 0; // It lasts as long as its reader takes; whoever goes away cancels it.
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            yield return Read(row);
        }
    }

    /// <summary>Writes a JSON array of them in the dialect's shape.</summary>
    public async Task WriteJsonAsync(Caller maker, LinkedTransactions wanted, PipeWriter output, CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(maker.Organization, maker.Businesses, cancel);
        var selection = await TransactionSelection.ReadAsync(session, wanted.Filter, cancel);
        var (before, left, isFirst) = (wanted.StartingAfter ?? Guid.AllBitsSet, wanted.Limit ?? long.MaxValue, true);
        output.Write("["u8);
        while (left > 0)
        {
            var rows = await DocumentsAsync(session, selection, before, (int)Math.Min(left, DocumentsAtOnce), cancel);
            if (rows.Count == 0)
            {
                break;
            }

            var parts = await ShownParts.LoadAsync(session, maker, rows.Select(row => row.Document), null, cancel);
            foreach (var (_, document) in rows)
            {
                output.Write(isFirst ? [] : ","u8);
                Skeleton.Write(document.Span, output, parts.Of);
                isFirst = false;
            }

            await output.FlushAsync(cancel);
            (before, left) = (rows[^1].Id, left - rows.Count);
        }

        output.Write("]"u8);
        await output.FlushAsync(cancel);
    }

    private static async Task<List<(Guid Id, ReadOnlyMemory<byte> Document)>> DocumentsAsync(
        TenantSession session, TransactionSelection selection, Guid before, int most, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select d.id, d.document from transaction_documents d where {TransactionSelection.Condition} order by d.id desc limit $14",
            [.. selection.Values(before), Limit(most)]);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var rows = new List<(Guid, ReadOnlyMemory<byte>)>();
        while (await row.ReadAsync(cancel))
        {
            rows.Add((row.GetGuid(0), row.GetFieldValue<byte[]>(1)));
        }

        return rows;
    }

    private static NpgsqlParameter Limit(int? most) => new() { Value = (object?)(long?)most ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint };

    private static DownloadedTransaction Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        row.GetString(4),
        row.GetGuid(5),
        row.GetString(6),
        row.GetGuid(7),
        row.GetString(8),
        row.GetGuid(9),
        row.GetGuid(10),
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.ValueOrNull<int>(13),
        row.ValueOrNull<DateTimeOffset>(14),
        row.TextOrNull(15),
        row.TextOrNull(16),
        row.GetFieldValue<Guid[]>(17),
        row.GetFieldValue<string[]>(18));
}
