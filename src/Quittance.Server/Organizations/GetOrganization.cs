using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Organizations;

internal sealed class GetOrganization(Database database)
{
    public async Task<Organization> RunAsync(Caller caller, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Organizations.GetAsync(cancel);
    }
}
