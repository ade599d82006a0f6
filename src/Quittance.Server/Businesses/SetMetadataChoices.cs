using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Replaces the values that a business offers under one key of bills' metadata.</summary>
internal sealed class SetMetadataChoices(Idempotency idempotency)
{
    /// <param name="business">Id or foreign id.</param>
    public Task<MetadataChoices> RunAsync(Caller caller, string business, MetadataChoices choices, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(SetMetadataChoices), business, choices }, async session =>
        {
            var id = await session.ResolveBusinessAsync(business, cancel);
            await session.Businesses.LockAsync(id, cancel);
            var before = await session.BusinessMetadata.GetAsync(id, choices.Key, cancel);

            await session.BusinessMetadata.PutAsync(id, choices, cancel);
            session.Audit.Add(caller.Actor, "business.metadata_set", $"{id}", new MetadataChoices(choices.Key, before), choices);
            session.Events.Add("business.metadata_updated", id.Value, new { id.Value, choices.Key });
            return choices;
        }, cancel);
}
