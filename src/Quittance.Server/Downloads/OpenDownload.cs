using System.Text.Json;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>A file as it is handed out.</summary>
internal sealed record Download(string FileName, byte[] Content);

/// <summary>Hands out what a link is for, to whoever holds it.</summary>
internal sealed class OpenDownload(NpgsqlDataSource source, Database database, TimeProvider clock)
{
    /// <exception cref="RefusedException">There is no such link, its time is over, or what it was for is gone: all in the same words.</exception>
    public async Task<Download> RunAsync(string link, CancellationToken cancel)
    {
        if (await PlaceOfAsync(link, cancel) is not var (organization, id) || await FindAsync(organization, id, cancel) is not { } found)
        {
            throw NotFound();
        }

        // As whoever made it: what they may not see any more, the link does not show either.
        await using var session = await database.OpenAsync(organization, found.Businesses, cancel);
        return found.Kind switch
        {
            DownloadLinkStore.InvoiceDocument => await OpenDocumentAsync(session, JsonSerializer.Deserialize<LinkedDocument>(found.Request, StoredJson.Options)!, cancel),
            DownloadLinkStore.BusinessDocument => await OpenBusinessDocumentAsync(session, JsonSerializer.Deserialize<Guid>(found.Request, StoredJson.Options), cancel),
            _ => throw NotFound(),
        };
    }

    private static async Task<Download> OpenBusinessDocumentAsync(TenantSession session, Guid document, CancellationToken cancel) =>
        await session.BusinessDocuments.OpenAsync(document, cancel) is var (name, content) ? new Download(name, content) : throw NotFound();

    private static async Task<Download> OpenDocumentAsync(TenantSession session, LinkedDocument document, CancellationToken cancel)
    {
        if (document.IsDelivered)
        {
            var delivered = await session.Documents.GetAsync(new IntakeDocumentId(document.Id), cancel);
            return new Download(delivered.FileName, await session.Documents.OpenContentAsync(delivered.Id, cancel));
        }

        return await session.InvoiceDocuments.OpenAsync(document.Id, cancel) is var (name, content) ? new Download(name, content) : throw NotFound();
    }

    private async Task<DownloadLink?> FindAsync(OrganizationId organization, Guid id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        return await session.DownloadLinks.FindAsync(id, clock.GetUtcNow(), cancel);
    }

    private async Task<(OrganizationId Organization, Guid Id)?> PlaceOfAsync(string link, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select organization_id, id from gate.find($1, $2)");
        command.Parameters.Add(new() { Value = DownloadLinkStore.DirectoryKind });
        command.Parameters.Add(new() { Value = Token.HashOf(link) });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (new OrganizationId(row.GetGuid(0)), row.GetGuid(1)) : null;
    }

    private static RefusedException NotFound() => new(Refusal.NotFound, "There is no such download, or its time is over. Ask for a new link.");
}
