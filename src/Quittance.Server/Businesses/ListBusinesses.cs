using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>The businesses that the caller sees, newest first.</summary>
internal sealed class ListBusinesses(Database database)
{
    public async Task<IReadOnlyList<BusinessRow>> RunAsync(Caller caller, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Businesses.ListAsync(page, cancel);
    }
}
