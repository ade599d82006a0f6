using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Invoices;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>The ids and notes of lines in <c>invoice_lines</c>. What the lines say is written by <see cref="InvoiceStore"/>, by position.</summary>
internal readonly struct InvoiceLineStore(TenantSession session)
{
    public async Task<IReadOnlyList<NotedLine>> OfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, description, quantity, unit_price, amount_minor, tax_rate, name, category, service_start, service_end, metadata, gl_account_id, created_at
            from invoice_lines
            where organization_id = $1 and invoice_id = $2
            order by position
            """,
            invoice.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var lines = new List<NotedLine>();
        while (await row.ReadAsync(cancel))
        {
            lines.Add(new NotedLine(
                row.GetGuid(0),
                new InvoiceLine(row.GetString(1), row.GetDecimal(2), row.GetDecimal(3), row.GetInt64(4), row.ValueOrNull<int>(5)),
                new LineNotes(
                    row.TextOrNull(6), row.GetString(7), row.ValueOrNull<DateTimeOffset>(8), row.ValueOrNull<DateTimeOffset>(9),
                    JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(10), StoredJson.Options)!, row.TextOrNull(11)),
                row.GetFieldValue<DateTimeOffset>(12)));
        }

        return lines;
    }

    /// <summary>Makes room for lines in another order: ids are unique, so those that move have to go before they come back.</summary>
    public async Task MakeRoomAsync(InvoiceId invoice, IReadOnlyList<NotedLine> before, IReadOnlyList<NotedLine> after, CancellationToken cancel)
    {
        var moving = after.Index().Where(line => before.Index().Any(old => old.Item.Id == line.Item.Id && old.Index != line.Index)).Select(line => line.Item.Id).ToArray();
        if (moving.Length > 0)
        {
            await session.Sql(
                "update invoice_lines set id = gen_random_uuid() where organization_id = $1 and invoice_id = $2 and id = any ($3)", invoice.Value, moving).ExecuteAsync(cancel);
        }
    }

    /// <summary>Writes ids and notes of lines that stand already.</summary>
    public Task PutAsync(InvoiceId invoice, IReadOnlyList<NotedLine> lines, DateTimeOffset now, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice);
        return session.Sql(
            """
            update invoice_lines l
            set id = given.id, name = given.name, category = given.category, service_start = given.service_start, service_end = given.service_end,
                metadata = given.metadata, gl_account_id = given.gl_account_id, created_at = given.created_at,
                updated_at = case
                    when (l.id, l.name, l.category, l.service_start, l.service_end, l.metadata, l.gl_account_id)
                        is distinct from (given.id, given.name, given.category, given.service_start, given.service_end, given.metadata, given.gl_account_id)
                    then $12 else l.updated_at end
            from unnest($3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::jsonb[], $9::text[], $10::timestamptz[])
                with ordinality as given (id, name, category, service_start, service_end, metadata, gl_account_id, created_at, position)
            where l.organization_id = $1 and l.invoice_id = $2 and l.position = given.position - 1 and $11
            """,
            invoice.Value,
            lines.Select(line => line.Id).ToArray(),
            lines.Select(line => line.Notes.Name).ToArray(),
            lines.Select(line => line.Notes.Category).ToArray(),
            lines.Select(line => line.Notes.ServiceStart).ToArray(),
            lines.Select(line => line.Notes.ServiceEnd).ToArray(),
            new NpgsqlParameter
            {
                Value = lines.Select(line => JsonSerializer.Serialize(line.Notes.Metadata, StoredJson.Options)).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            },
            lines.Select(line => line.Notes.LedgerAccount).ToArray(),
            lines.Select(line => line.CreatedAt).ToArray(),
            lines.Count > 0,
            now).ExecuteAsync(cancel);
    }
}
