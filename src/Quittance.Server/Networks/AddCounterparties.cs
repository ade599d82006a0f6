using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>A business to take as a counterparty, by id or foreign id, and the accounts with it: null leaves them as they are.</summary>
internal sealed record CounterpartyChoice(string Counterparty, IReadOnlyList<CounterpartyAccount>? Accounts);

/// <summary>Connects a business with others at once, and shows those again that it has hidden.</summary>
internal sealed class AddCounterparties(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    /// <param name="theirs">Whether the others are paid or pay.</param>
    public Task RunAsync(Caller caller, string business, ConnectionRole theirs, IReadOnlyList<CounterpartyChoice> choices, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(AddCounterparties), business, theirs, choices }, async session =>
        {
            var own = await session.ResolveBusinessAsync(business, cancel);
            await session.PastTheBusinessWallAsync(
                async () =>
                {
                    foreach (var choice in choices)
                    {
                        var other = await session.Counterparties.ResolveAsync(own, theirs, choice.Counterparty, caller.Businesses, cancel);
                        await AddAsync(session, caller.Actor, own, other, theirs, choice.Accounts, cancel);
                    }

                    return own;
                },
                cancel);
            return own;
        }, cancel);

    private async Task AddAsync(
        TenantSession session, Actor actor, BusinessId own, BusinessId other, ConnectionRole theirs, IReadOnlyList<CounterpartyAccount>? accounts, CancellationToken cancel)
    {
        var (payer, payee) = theirs == ConnectionRole.Payee ? (own, other) : (other, own);
        var ours = theirs == ConnectionRole.Payee ? ConnectionRole.Payer : ConnectionRole.Payee;
        var connection = await session.Counterparties.LockBetweenAsync(payer, payee, cancel);
        if (connection is null)
        {
            connection = await session.ConnectBusinessesAsync(actor, payer, payee, null, ConnectionSettings.None, clock.GetUtcNow(), cancel);
        }
        else
        {
            connection.RequireActive();
            if (await session.Counterparties.HideAsync(connection.Id, ours, null, cancel))
            {
                session.TellOfCounterparty(actor, "shown", connection, ours);
            }
        }

        if (accounts is not null)
        {
            await session.Counterparties.SetAccountsAsync(connection.Id, ours, accounts, cancel);
            session.Audit.Add(actor, "connection.accounts_set", $"{connection.Id}", null, new { side = ours, accounts });
        }
    }
}
