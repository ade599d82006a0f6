using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>The connections of the caller's businesses, newest first.</summary>
internal sealed class ListConnections(Database database)
{
    public async Task<IReadOnlyList<ConnectionView>> RunAsync(Caller caller, ConnectionFilter filter, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (filter.Business is { } business)
        {
            await session.Businesses.GetAsync(business, cancel);
        }

        return await session.ConnectionViews.ListAsync(filter, page, cancel).ToListAsync(cancel);
    }
}
