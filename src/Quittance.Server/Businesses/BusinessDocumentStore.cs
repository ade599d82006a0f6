using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>A file about a business, without its bytes.</summary>
/// <param name="Type">What it is, such as <c>w9</c>.</param>
internal sealed record BusinessDocument(Guid Id, string Type, string MimeType, string FileName);

/// <summary>The table <c>business_documents</c>. The bytes go in sealed, because they name tax numbers.</summary>
internal readonly struct BusinessDocumentStore(TenantSession session)
{
    /// <summary>The most files of one business.</summary>
    public const int CountMax = 100;

    public async Task AddAsync(BusinessId business, BusinessDocument document, byte[] content, DateTimeOffset now, CancellationToken cancel)
    {
        if ((await OfAsync(business, cancel)).Count >= CountMax)
        {
            throw new RefusedException(Refusal.InvalidInput, $"{business} has {CountMax} documents, which is as many as there may be.");
        }

        await session.Sql(
            """
            insert into business_documents (organization_id, id, business_id, type, mime_type, file_name, content_sealed, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            document.Id, business.Value, document.Type, document.MimeType, document.FileName,
            await session.Secrets.SealAsync(session, Place(document.Id), content, cancel), now).ExecuteAsync(cancel);
    }

    /// <summary>The oldest first.</summary>
    public async Task<IReadOnlyList<BusinessDocument>> OfAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id, type, mime_type, file_name from business_documents where organization_id = $1 and business_id = $2 order by created_at, id", business.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var documents = new List<BusinessDocument>();
        while (await row.ReadAsync(cancel))
        {
            documents.Add(new BusinessDocument(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3)));
        }

        return documents;
    }

    public async Task DeleteAsync(BusinessId business, Guid id, CancellationToken cancel)
    {
        if (await session.Sql("delete from business_documents where organization_id = $1 and business_id = $2 and id = $3", business.Value, id).ExecuteAsync(cancel) == 0)
        {
            throw Ids.NotFound("document");
        }
    }

    /// <summary>A file with its bytes; null when it is gone, or the session does not see its business.</summary>
    public async Task<(string FileName, byte[] Content)?> OpenAsync(Guid id, CancellationToken cancel)
    {
        (string FileName, byte[] Box) found;
        await using (var command = session.Sql("select file_name, content_sealed from business_documents where organization_id = $1 and id = $2", id))
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
    internal static string Place(Guid id) => $"business_documents/{id:n}/content";
}
