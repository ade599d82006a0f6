using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>All keys of bills' metadata for which a business offers values to choose from.</summary>
internal sealed class ListMetadataChoices(Database database)
{
    /// <param name="business">Id or foreign id.</param>
    public async Task<IReadOnlyList<MetadataChoices>> RunAsync(Caller caller, string business, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.BusinessMetadata.ListAsync(await session.ResolveBusinessAsync(business, cancel), cancel);
    }
}
