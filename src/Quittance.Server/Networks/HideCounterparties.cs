using Quittance.Domain.Networks;
using Quittance.Server.Api;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Takes counterparties out of a business's own lists. The connections stay, and so do their bills.</summary>
internal sealed class HideCounterparties(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    /// <param name="theirs">Whether the others are paid or pay.</param>
    /// <param name="counterparties">Ids or foreign ids.</param>
    public Task RunAsync(Caller caller, string business, ConnectionRole theirs, IReadOnlyList<string> counterparties, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(HideCounterparties), business, theirs, counterparties }, async session =>
        {
            var own = await session.ResolveBusinessAsync(business, cancel);
            var ours = theirs == ConnectionRole.Payee ? ConnectionRole.Payer : ConnectionRole.Payee;
            await session.PastTheBusinessWallAsync(
                async () =>
                {
                    foreach (var counterparty in counterparties)
                    {
                        // Whoever is no counterparty is told as whoever does not exist.
                        var other = await session.Counterparties.ResolveAsync(own, theirs, counterparty, [], cancel);
                        var connection = await session.Counterparties.LockBetweenAsync(theirs == ConnectionRole.Payee ? own : other, theirs == ConnectionRole.Payee ? other : own, cancel)
                            ?? throw Ids.NotFound("entity");
                        if (await session.Counterparties.HideAsync(connection.Id, ours, clock.GetUtcNow(), cancel))
                        {
                            session.TellOfCounterparty(caller.Actor, "hidden", connection, ours);
                        }
                    }

                    return own;
                },
                cancel);
            return own;
        }, cancel);
}
