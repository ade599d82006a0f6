using Quittance.Domain.Invoices;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>A file of a bill without its bytes.</summary>
/// <param name="Type">What it is, such as <see cref="InvoiceDocumentStore.TypeDefault"/>.</param>
/// <param name="IsDelivered">Whether the bill was made from it, as a provider delivered it; then it is the intake's, and stays.</param>
internal sealed record InvoiceDocument(Guid Id, string Type, string MimeType, string FileName, bool IsDelivered);

/// <summary>The table <c>invoice_documents</c>. The bytes go in sealed, because they name bank accounts.</summary>
internal readonly struct InvoiceDocumentStore(TenantSession session)
{
    /// <summary>The type of a file of which nothing else is said.</summary>
    public const string TypeDefault = "invoice";

    /// <summary>The most files of one bill.</summary>
    public const int CountMax = 100;

    public async Task AddAsync(InvoiceId invoice, InvoiceFile file, DateTimeOffset now, CancellationToken cancel)
    {
        if ((await OfAsync(invoice, cancel)).Count >= CountMax)
        {
            throw new Domain.RefusedException(Domain.Refusal.InvoiceStepRefused, $"Invoice {invoice} has {CountMax} documents, which is as many as there may be.");
        }

        var id = Guid.CreateVersion7(now);
        session.Shown.InvoiceChanged(invoice);
        await session.Sql(
            """
            insert into invoice_documents (organization_id, id, invoice_id, type, mime_type, file_name, content_sealed, content_length, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            id, invoice.Value, file.Type, file.MimeType, file.FileName, await session.Secrets.SealAsync(session, Place(id), file.Content, cancel),
            (long)file.Content.Length, now).ExecuteAsync(cancel);
    }

    /// <summary>The files of a bill that the session sees: what it was made from, which is the payer's, and then what was attached.</summary>
    public async Task<IReadOnlyList<InvoiceDocument>> OfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            (select d.id, $3, case
                when lower(d.file_name) like '%.pdf' then 'application/pdf'
                when lower(d.file_name) like '%.xml' then 'application/xml'
                else 'application/octet-stream' end, d.file_name, true, d.created_at
             from invoices i
             join intake_documents d on d.organization_id = i.organization_id and d.id = i.document_id
             where i.organization_id = $1 and i.id = $2)
            union all
            (select id, type, mime_type, file_name, false, created_at
             from invoice_documents
             where organization_id = $1 and invoice_id = $2)
            order by 5 desc, 6, 1
            """,
            invoice.Value, TypeDefault);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var documents = new List<InvoiceDocument>();
        while (await row.ReadAsync(cancel))
        {
            documents.Add(new InvoiceDocument(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4)));
        }

        return documents;
    }

    public async Task DeleteAsync(InvoiceId invoice, Guid id, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice);
        if (await session.Sql("delete from invoice_documents where organization_id = $1 and invoice_id = $2 and id = $3", invoice.Value, id).ExecuteAsync(cancel) == 0)
        {
            throw Ids.NotFound("document");
        }
    }

    /// <summary>An attached file with its bytes; null when it is gone.</summary>
    public async Task<(string FileName, byte[] Content)?> OpenAsync(Guid id, CancellationToken cancel)
    {
        (string FileName, byte[] Box) found;
        await using (var command = session.Sql("select file_name, content_sealed from invoice_documents where organization_id = $1 and id = $2", id))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            found = (row.GetString(0), row.GetFieldValue<byte[]>(1));
        }

        return (found.FileName, await session.Secrets.OpenAsync(session, Place(id), found.Box, cancel));
    }

    /// <summary>Where a file is sealed: <c>verify</c> opens it by the same name.</summary>
    internal static string Place(Guid id) => $"invoice_documents/{id:n}/content";
}
