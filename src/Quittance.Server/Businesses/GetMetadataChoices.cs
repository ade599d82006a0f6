using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>The values that a business offers under one key of bills' metadata.</summary>
internal sealed class GetMetadataChoices(Database database)
{
    /// <param name="business">Id or foreign id.</param>
    public async Task<IReadOnlyList<string>> RunAsync(Caller caller, string business, string key, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.BusinessMetadata.GetAsync(await session.ResolveBusinessAsync(business, cancel), key, cancel);
    }
}
