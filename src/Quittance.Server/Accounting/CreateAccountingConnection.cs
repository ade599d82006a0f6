using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Begins to wire a business to an accounting system: what its user still has to do is behind <c>connection_url</c>.</summary>
internal sealed class CreateAccountingConnection(Idempotency idempotency, AccountingSystems systems, TimeProvider clock)
{
    /// <param name="platform">The system that it can only be; null leaves the choice to the user.</param>
    public Task<AccountingConnectionView> RunAsync(Caller caller, BusinessId business, string? platform, CancellationToken cancel)
    {
        var key = platform is null ? null : systems.Require(platform, "platform").Profile.Platform;
        return idempotency.OnceAsync(caller, new { operation = nameof(CreateAccountingConnection), business, platform }, async session =>
        {
            var now = clock.GetUtcNow();
            await session.Businesses.HoldAsync(business, cancel);
            var connection = AccountingConnection.Begin(AccountingConnectionId.New(now), business, key, now);
            var link = Token.New(Token.AccountingLinkPrefix);

            await session.AccountingConnections.AddAsync(connection, link, cancel);
            session.Tell(caller.Actor, "pending_auth", null, connection, "An accounting connection waits for the user to connect a system.");
            return new AccountingConnectionView(connection, link);
        }, cancel);
    }
}
