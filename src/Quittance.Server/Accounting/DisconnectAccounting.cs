using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Ends an accounting connection: its secrets are gone with the commit, and the system is told after it.</summary>
internal sealed partial class DisconnectAccounting(
    Idempotency idempotency, AccountingSystems systems, TimeProvider clock, ILogger<DisconnectAccounting> log)
{
    /// <summary>A person waits for the answer.</summary>
    private static readonly TimeSpan RevokeTimeMax = TimeSpan.FromSeconds(10);

    public async Task<AccountingConnectionView> RunAsync(Caller caller, BusinessId business, AccountingConnectionId id, CancellationToken cancel)
    {
        (AccountingConnection Connection, StoredAccountingAccess Access)? left = null;
        var view = await idempotency.OnceAsync(caller, new { operation = nameof(DisconnectAccounting), business, id }, async session =>
        {
            var before = await session.AccountingConnections.LockAsync(id, business, cancel);
            var after = before.Disconnect(clock.GetUtcNow());
            left = null;
            if (after != before)
            {
                left = await session.AccountingSecrets.FindAsync(id, cancel) is { } access ? (before, access) : null;
                await session.AccountingConnections.UpdateAsync(after, cancel);
                await session.AccountingConsents.ForgetOpenAsync(id, cancel);
                await session.DropJobAsync(SyncJob.Kind, id.Value, cancel);
                session.Tell(caller.Actor, "disconnected", before, after, "The accounting connection was ended.");
            }

            return await AccountingConnectionView.OfAsync(session, after, cancel);
        }, cancel);

        if (left is { Connection: { Platform: { } platform } connection, Access: { Tokens: { } tokens } stored })
        {
            await RevokeAsync(platform, connection, stored, tokens, cancel);
        }

        return view;
    }

    /// <summary>Gives the consent back, as well as can be done: the tokens are not stored any more, and the user can end it over there, too.</summary>
    private async Task RevokeAsync(string platform, AccountingConnection connection, StoredAccountingAccess stored, AccountingTokens tokens, CancellationToken cancel)
    {
        try
        {
            if (systems.Of(platform) is IAuthorizedByUser authorized)
            {
                var access = new AccountingAccess(connection.Id.Value, stored.BusinessName, connection.Settings, stored.Secrets, tokens.Access);
                await AccountingCall.WithinAsync(RevokeTimeMax, clock, async limited =>
                {
                    await authorized.RevokeAsync(access, tokens.Refresh, limited);
                    return true;
                }, cancel);
            }
        }
        catch (AccountingException failure)
        {
            LogNotRevoked(log, platform, connection.Id, failure.Fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Platform} could not be told that connection {Connection} has ended ({Fault}); its user can end it there")]
    private static partial void LogNotRevoked(ILogger log, string platform, AccountingConnectionId connection, AccountingFault fault);
}
