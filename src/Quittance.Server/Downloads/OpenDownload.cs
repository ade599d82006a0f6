using System.Text.Json;
using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>What is handed out: a file as it lies here, or businesses, bills or transactions that are still to be read.</summary>
internal abstract record Download
{
    private Download()
    {
    }

    internal sealed record File(string FileName, byte[] Content) : Download;

    internal sealed record Businesses(Caller Maker, LinkedBusinesses Wanted) : Download;

    internal sealed record Invoices(Caller Maker, LinkedInvoices Wanted) : Download;

    internal sealed record Transactions(Caller Maker, LinkedTransactions Wanted) : Download;
}

/// <summary>Hands out what a link is for, to whoever holds it.</summary>
internal sealed class OpenDownload(PageSource source, Database database, TimeProvider clock)
{
    /// <exception cref="RefusedException">There is no such link, its time is over, or what it was for is gone: all in the same words.</exception>
    public async Task<Download> RunAsync(string link, CancellationToken cancel)
    {
        if (await PlaceOfAsync(link, cancel) is not var (organization, id) || await FindAsync(organization, id, cancel) is not { } found
            || await MakerAsync(found, cancel) is not { } maker || maker.Organization != organization)
        {
            throw NotFound();
        }

        return found.Kind switch
        {
            DownloadLinkStore.BusinessDocument => await OpenBusinessDocumentAsync(maker, Read<Guid>(found), cancel),
            DownloadLinkStore.InvoiceDocument => await OpenDocumentAsync(maker, Read<LinkedDocument>(found), cancel),
            DownloadLinkStore.Businesses => new Download.Businesses(maker, Read<LinkedBusinesses>(found)),
            DownloadLinkStore.Invoices => new Download.Invoices(maker, Read<LinkedInvoices>(found)),
            DownloadLinkStore.Transactions => new Download.Transactions(maker, Read<LinkedTransactions>(found)),
            _ => throw NotFound(),
        };
    }

    // As whoever made it: what they may not see any more, the link does not show either.
    private async Task<Caller?> MakerAsync(DownloadLink link, CancellationToken cancel) =>
        await CallerQuestion.AskAsync(source, link.MakerHash, isSession: false, clock.GetUtcNow(), null, cancel) is { } maker
            && maker.Permissions.Contains(link.Kind is DownloadLinkStore.BusinessDocument or DownloadLinkStore.Businesses ? Permission.Businesses : Permission.InvoicesRead) ? maker : null;

    private async Task<Download> OpenBusinessDocumentAsync(Caller maker, Guid document, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(maker.Organization, maker.Businesses, cancel);
        return await session.BusinessDocuments.OpenAsync(document, cancel) is var (name, content) ? new Download.File(name, content) : throw NotFound();
    }

    private async Task<Download> OpenDocumentAsync(Caller maker, LinkedDocument document, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(maker.Organization, maker.Businesses, cancel);
        if (document.IsDelivered)
        {
            var delivered = await session.Documents.GetAsync(new IntakeDocumentId(document.Id), cancel);
            return new Download.File(delivered.FileName, await session.Documents.OpenContentAsync(delivered.Id, cancel));
        }

        return await session.InvoiceDocuments.OpenAsync(document.Id, cancel) is var (name, content) ? new Download.File(name, content) : throw NotFound();
    }

    private async Task<DownloadLink?> FindAsync(OrganizationId organization, Guid id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        return await session.DownloadLinks.FindAsync(id, clock.GetUtcNow(), cancel);
    }

    private async Task<(OrganizationId Organization, Guid Id)?> PlaceOfAsync(string link, CancellationToken cancel)
    {
        await using var command = source.Command("select organization_id, id from gate.find($1, $2)");
        command.Parameters.Add(new() { Value = DownloadLinkStore.DirectoryKind });
        command.Parameters.Add(new() { Value = Token.HashOf(link) });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (new OrganizationId(row.GetGuid(0)), row.GetGuid(1)) : null;
    }

    private static T Read<T>(DownloadLink link) => JsonSerializer.Deserialize<T>(link.Request, StoredJson.Options)!;

    private static RefusedException NotFound() => new(Refusal.NotFound, "There is no such download, or its time is over. Ask for a new link.");
}
