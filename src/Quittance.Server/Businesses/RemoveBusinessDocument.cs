using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Takes a file about a business away.</summary>
internal sealed class RemoveBusinessDocument(Idempotency idempotency)
{
    /// <param name="business">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string business, Guid document, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RemoveBusinessDocument), business, document }, async session =>
        {
            var id = await session.ResolveBusinessAsync(business, cancel);
            await session.BusinessDocuments.DeleteAsync(id, document, cancel);
            session.Audit.Add(caller.Actor, "business.document_removed", $"{id}", new { document }, null);
            return document;
        }, cancel);
}
