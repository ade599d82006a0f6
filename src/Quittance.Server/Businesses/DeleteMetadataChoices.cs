using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Takes a key of bills' metadata away, with all that a business offers under it.</summary>
internal sealed class DeleteMetadataChoices(Idempotency idempotency)
{
    /// <param name="business">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string business, string key, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeleteMetadataChoices), business, key }, async session =>
        {
            var id = await session.ResolveBusinessAsync(business, cancel);
            await session.Businesses.LockAsync(id, cancel);
            var before = new MetadataChoices(key, await session.BusinessMetadata.GetAsync(id, key, cancel));

            if (await session.BusinessMetadata.DeleteAsync(id, key, cancel) > 0)
            {
                session.Audit.Add(caller.Actor, "business.metadata_deleted", $"{id}", before, null);
                session.Events.Add("business.metadata_updated", id.Value, new { id.Value, key });
            }

            return id;
        }, cancel);
}
