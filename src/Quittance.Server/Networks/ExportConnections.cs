using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>All connections that a filter lets through, one after the other, however many there are.</summary>
internal sealed class ExportConnections(Database database)
{
    /// <param name="write">Takes the rows while the session is open; what is refused is refused before it is called.</param>
    public async Task RunAsync(Caller caller, ConnectionFilter filter, Func<IAsyncEnumerable<ConnectionView>, Task> write, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (filter.Business is { } business)
        {
            await session.Businesses.GetAsync(business, cancel);
        }

        await write(session.ConnectionViews.ListAsync(filter, null, cancel));
    }
}
