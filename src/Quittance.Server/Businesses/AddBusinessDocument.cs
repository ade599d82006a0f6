using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Keeps a file about a business.</summary>
internal sealed class AddBusinessDocument(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string business, string type, string mimeType, string fileName, byte[] content, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(AddBusinessDocument), business, type, mimeType, fileName, content }, async session =>
        {
            var id = await session.ResolveBusinessAsync(business, cancel);
            await session.Businesses.LockAsync(id, cancel); // One at a time, for they are counted.
            var now = clock.GetUtcNow();
            var document = new BusinessDocument(Guid.CreateVersion7(now), type, mimeType, fileName);

            await session.BusinessDocuments.AddAsync(id, document, content, now, cancel);
            session.Audit.Add(caller.Actor, "business.document_added", $"{id}", null, new { document.Id, document.Type, document.MimeType, bytes = content.Length });
            return document.Id;
        }, cancel);
}
