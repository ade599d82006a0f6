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

/// <summary>Adds up what transactions brought to a wallet and took from it (<see cref="WalletSums"/>). Before the first it is in US dollars.</summary>
internal sealed class GetWalletBalance(Database database)
{
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
            $"""
            select w.currency, w.available_minor, w.pending_minor
            from payment_methods m
            {WalletSums.Join}
            where m.organization_id = $1 and m.id = $2
            """,
            wallet.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        if (row.IsDBNull(0))
        {
            return new WalletBalance(wallet.Id, owner, Money.Zero(Currency.Usd), Money.Zero(Currency.Usd));
        }

        var currency = Currency.Of(row.GetString(0));
        return new WalletBalance(wallet.Id, owner, new Money(row.GetInt64(1), currency), new Money(row.GetInt64(2), currency));
    }
}
