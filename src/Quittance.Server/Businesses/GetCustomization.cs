using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>What pages may do for a business.</summary>
internal sealed class GetCustomization(Database database)
{
    /// <param name="business">Id or foreign id.</param>
    /// <returns>JSON of the dialect whose pages they are; null where nothing was said.</returns>
    public async Task<string?> RunAsync(Caller caller, string business, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.BusinessCustomizations.FindAsync(await session.ResolveBusinessAsync(business, cancel), cancel);
    }
}
