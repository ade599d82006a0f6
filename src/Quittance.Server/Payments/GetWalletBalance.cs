using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>What is on a wallet.</summary>
/// <param name="Available">What has arrived, without what has left or is leaving. The sandbox lets a wallet pay more than is on it.</param>
/// <param name="Pending">What is on its way to it.</param>
internal sealed record WalletBalance(PaymentMethodId Id, BusinessId BusinessId, Money Available, Money Pending);

/// <summary>Adds up what transactions brought to a wallet and took from it. What the payer settled by means of its own did not go over it.</summary>
/// <remarks>In one currency, as the contract has it: the one of the wallet's newest transaction, or US dollars before the first.</remarks>
internal sealed class GetWalletBalance(Database database)
{
    private static readonly string[] ByHand = [.. Enum.GetValues<TransactionType>().Where(type => type.IsByHand()).Select(Words.Of)];

    /// <param name="business">Id or foreign id.</param>
    public async Task<WalletBalance> RunAsync(Caller caller, string business, PaymentMethodName name, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var owner = await session.ResolveBusinessAsync(business, cancel);
        var wallet = await session.PaymentMethods.GetSeenAsync(name, cancel);
        if (wallet.BusinessId != owner)
        {
            throw new RefusedException(Refusal.NotFound, "There is no such payment method.");
        }

        if (wallet.Kind != PaymentMethodKind.Wallet)
        {
            throw new RefusedException(Refusal.PaymentMethodUnusable, $"Payment method {wallet.Id} is no wallet and has no balance.");
        }

        await using var command = session.Sql(
            """
            select currency,
                   coalesce(sum(amount_minor) filter (where destination_id = $2 and status = 'completed'), 0)::bigint
                     - coalesce(sum(amount_minor) filter (where source_id = $2 and status in ('created', 'queued', 'pending', 'completed')), 0)::bigint,
                   coalesce(sum(amount_minor) filter (where destination_id = $2 and status in ('created', 'queued', 'pending')), 0)::bigint
            from transactions
            where organization_id = $1 and (payer_id = $3 or payee_id = $3) and (source_id = $2 or destination_id = $2) and type <> all ($4)
            group by currency
            order by max(created_at) desc
            limit 1
            """,
            wallet.Id.Value, owner.Value, ByHand);
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel))
        {
            return new WalletBalance(wallet.Id, owner, Money.Zero(Currency.Usd), Money.Zero(Currency.Usd));
        }

        var currency = Currency.Of(row.GetString(0));
        return new WalletBalance(wallet.Id, owner, new Money(row.GetInt64(1), currency), new Money(row.GetInt64(2), currency));
    }
}
