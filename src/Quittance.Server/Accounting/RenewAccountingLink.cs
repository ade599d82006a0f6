using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Gives an accounting connection a new <c>connection_url</c>; the one before opens nothing any more.</summary>
internal sealed class RenewAccountingLink(Idempotency idempotency, TimeProvider clock)
{
    public Task<AccountingConnectionView> RunAsync(Caller caller, BusinessId business, AccountingConnectionId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RenewAccountingLink), business, id }, async session =>
        {
            var before = await session.AccountingConnections.LockAsync(id, business, cancel);
            var after = before.RenewLink(clock.GetUtcNow());
            var link = Token.New(Token.AccountingLinkPrefix);

            await session.AccountingConnections.UpdateAsync(after, cancel);
            await session.AccountingConnections.ReplaceLinkAsync(id, link, cancel);
            await session.AccountingConsents.ForgetOpenAsync(id, cancel);
            session.Audit.Add(caller.Actor, "accounting_connection.link_renewed", $"{id}", AccountingConnectionEvent.Of(before), AccountingConnectionEvent.Of(after));
            return new AccountingConnectionView(after, link);
        }, cancel);
}
