using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>One accounting connection of a business, also after it was disconnected.</summary>
internal sealed class GetAccountingConnection(Database database)
{
    public async Task<AccountingConnectionView> RunAsync(Caller caller, BusinessId business, AccountingConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await AccountingConnectionView.OfAsync(session, await session.AccountingConnections.GetAsync(id, business, cancel), cancel);
    }
}
