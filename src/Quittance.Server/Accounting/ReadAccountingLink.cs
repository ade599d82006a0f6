using Quittance.Domain.Accounting;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Shows an accounting connection to whoever holds its <c>connection_url</c>, signed in or not.</summary>
internal sealed class ReadAccountingLink(Database database, TimeProvider clock)
{
    /// <exception cref="Domain.RefusedException">The link opens nothing.</exception>
    public async Task<AccountingLinkCard> RunAsync(Token link, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        AccountingConnectionPlace? place;
        // The session of an organization that does not exist: it sees nothing but what the token opens.
        await using (var anyone = await database.OpenAsync(OrganizationId.New(now), cancel))
        {
            place = await anyone.AccountingConnections.FindLinkAsync(link, cancel) ?? throw AccountingConnectionStore.NotFound();
        }

        await using var session = await database.OpenAsync(place.Organization, cancel);
        var connection = await session.AccountingConnections.GetAsync(new AccountingConnectionId(place.Id), cancel);
        var business = await session.Businesses.GetAsync(connection.BusinessId, cancel);
        return new AccountingLinkCard(place.Organization, connection, business.Business.Name, connection.IsLinkOpenAt(now));
    }
}

/// <summary>What the holder of a <c>connection_url</c> may know.</summary>
/// <param name="IsOpen">Whether the link still serves to connect.</param>
internal sealed record AccountingLinkCard(OrganizationId Organization, AccountingConnection Connection, string BusinessName, bool IsOpen)
{
    /// <summary>Whoever holds the link acts for its business and nothing else.</summary>
    public Caller CallerOf(string? requestId) => Caller.System(Organization, "connection_url") with { Businesses = [Connection.BusinessId.Value], RequestId = requestId };
}
