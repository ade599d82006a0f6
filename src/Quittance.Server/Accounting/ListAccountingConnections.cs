using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The business's accounting connections that are not disconnected: none or one.</summary>
internal sealed class ListAccountingConnections(Database database)
{
    public async Task<IReadOnlyList<AccountingConnectionView>> RunAsync(Caller caller, BusinessId business, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        var views = new List<AccountingConnectionView>();
        foreach (var connection in await session.AccountingConnections.ListAsync(business, cancel))
        {
            views.Add(await AccountingConnectionView.OfAsync(session, connection, cancel));
        }

        return views;
    }
}
