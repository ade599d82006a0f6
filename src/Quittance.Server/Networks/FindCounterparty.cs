using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Whom a business deals with; refuses what the caller does not see.</summary>
internal sealed class FindCounterparty(Database database)
{
    /// <param name="business">Id or foreign id.</param>
    /// <param name="counterparty">Id or foreign id.</param>
    public async Task RunAsync(Caller caller, string business, string counterparty, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.ResolveBusinessAsync(business, cancel);
        await session.ResolveCounterpartyAsync(counterparty, cancel);
    }
}
