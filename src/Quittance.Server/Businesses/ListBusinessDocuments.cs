using Quittance.Server.Downloads;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>The files about a business, each with a link that serves for a short while.</summary>
internal sealed class ListBusinessDocuments(Database database, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    /// <param name="types">Only files of these types; none takes all.</param>
    public async Task<IReadOnlyList<(BusinessDocument Document, Token Link)>> RunAsync(Caller caller, string business, IReadOnlyList<string> types, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var id = await session.ResolveBusinessAsync(business, cancel);
        var linked = new List<(BusinessDocument, Token)>();
        foreach (var document in (await session.BusinessDocuments.OfAsync(id, cancel)).Where(document => types.Count == 0 || types.Contains(document.Type)))
        {
            linked.Add((document, await session.DownloadLinks.AddAsync(caller, DownloadLinkStore.BusinessDocument, document.Id, clock.GetUtcNow(), cancel)));
        }

        await session.CommitAsync(cancel);
        return linked;
    }
}
