using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

internal sealed class GetSubscription(Database database)
{
    public async Task<Subscription> RunAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("see subscriptions");
        await using var session = await database.OpenAsync(caller.Organization, cancel);
        return await session.Subscriptions.GetAsync(id, cancel);
    }
}
