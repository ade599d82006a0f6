using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal sealed class GetBusiness(Database database)
{
    public async Task<BusinessRow> RunAsync(Caller caller, BusinessId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Businesses.GetAsync(id, cancel);
    }
}
