using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

internal sealed class ListSubscriptions(Database database)
{
    public async Task<TokenRows<Subscription>> RunAsync(Caller caller, string? objectType, TimeRange createdAt, TokenPage page, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("see subscriptions");
        await using var session = await database.OpenAsync(caller.Organization, cancel);
        return await session.Subscriptions.ListAsync(objectType, createdAt, page, cancel);
    }
}
