using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

internal sealed class GetConnection(Database database)
{
    /// <param name="side">The business to look from; null takes the payer's side where the caller sees both.</param>
    public async Task<ConnectionView> RunAsync(Caller caller, NetworkConnectionId id, BusinessId? side, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.ConnectionViews.GetAsync(id, side, cancel);
    }
}
