using Quittance.Domain.Accounting;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>An accounting connection and the token of its <c>connection_url</c>, which every answer carries.</summary>
internal sealed record AccountingConnectionView(AccountingConnection Connection, Token Link)
{
    public static async Task<AccountingConnectionView> OfAsync(TenantSession session, AccountingConnection connection, CancellationToken cancel) =>
        new(connection, await session.AccountingConnections.LinkAsync(connection.Id, cancel));
}
