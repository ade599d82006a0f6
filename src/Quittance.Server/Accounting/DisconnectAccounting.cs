using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Ends an accounting connection: its secrets are gone with the commit. A consent is given back after it, by a job that keeps its tokens until then.</summary>
internal sealed class DisconnectAccounting(Idempotency idempotency, TimeProvider clock)
{
    public Task<AccountingConnectionView> RunAsync(Caller caller, BusinessId business, AccountingConnectionId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DisconnectAccounting), business, id }, async session =>
        {
            var now = clock.GetUtcNow();
            var before = await session.AccountingConnections.LockAsync(id, business, cancel);
            var after = before.Disconnect(now);
            if (after != before)
            {
                await session.AccountingConnections.UpdateAsync(after, cancel);
                await session.AccountingConsents.ForgetOpenAsync(id, cancel);
                await session.DropJobAsync(SyncJob.Kind, id.Value, cancel);
                if (await session.AccountingSecrets.HasTokensAsync(id, cancel))
                {
                    await session.AddJobAsync(RevokeAccounting.JobKind, id.Value, id, now, now, cancel);
                }

                session.Tell(caller.Actor, "disconnected", before, after, "The accounting connection was ended.");
            }

            return await AccountingConnectionView.OfAsync(session, after, cancel);
        }, cancel);
}
