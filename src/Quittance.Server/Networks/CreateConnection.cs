using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Connects two businesses that the caller controls; with anyone else's business a connection begins with an invitation.</summary>
internal sealed class CreateConnection(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="alias">The payer's name for it.</param>
    public Task<ConnectionView> RunAsync(
        Caller caller, BusinessId payer, BusinessId payee, string? alias, ConnectionSettings settings, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(CreateConnection), payer, payee, alias, settings }, async session =>
        {
            await session.Businesses.GetAsync(payer, cancel);
            await session.Businesses.GetAsync(payee, cancel);

            var connection = await session.ConnectAsync(caller.Actor, payer, payee, alias, settings, clock.GetUtcNow(), cancel);
            return await session.ConnectionViews.GetAsync(connection.Id, payer, cancel);
        }, cancel);
}
