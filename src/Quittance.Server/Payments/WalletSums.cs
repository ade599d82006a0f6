using Quittance.Domain.Payments;

namespace Quittance.Server.Payments;

/// <summary>How what is on a wallet follows from its transactions, in SQL. What the payer settled by means of its own did not go over it.</summary>
/// <remarks>In one currency, as the contract has it: the one of the wallet's newest transaction. It is null where there is none.</remarks>
internal static class WalletSums
{
    // Both lists are the predicates of indexes (0006_wallets_and_downloads.sql): of transactions that touch no wallet nothing is read.
    private const string From = "type in ('wallet_to_bank_account', 'wallet_to_wallet')";
    private const string To = "type in ('bank_account_to_wallet', 'card_to_wallet', 'wallet_to_wallet')";

    /// <summary>For a query from <c>payment_methods m</c>: joins <c>w (currency, available_minor, pending_minor)</c>, which costs other methods nothing.</summary>
    /// <remarks>Available is what has arrived, without what has left or is leaving; pending is what is on its way to it. A mirror's are its own organization's matter.</remarks>
    public const string Join =
        $"""
        left join lateral (
            select x.currency, sum(x.available)::bigint as available_minor, sum(x.pending)::bigint as pending_minor
            from (
                select t.currency, t.created_at,
                       case when t.status in ('created', 'queued', 'pending', 'completed') then -t.amount_minor else 0 end as available,
                       0 as pending
                from transactions t
                where t.organization_id = m.organization_id and t.source_id = m.id and t.{From}
                union all
                select t.currency, t.created_at,
                       case when t.status = 'completed' then t.amount_minor else 0 end,
                       case when t.status in ('created', 'queued', 'pending') then t.amount_minor else 0 end
                from transactions t
                where t.organization_id = m.organization_id and t.destination_id = m.id and t.{To}) x
            where m.kind = 'wallet' and not m.is_mirror
            group by x.currency
            order by max(x.created_at) desc
            limit 1) w on true
        """;

    /// <summary>The wallets whose balances a transaction changes: that it takes from, that it brings to.</summary>
    public static IEnumerable<Guid> TouchedBy(TransactionType type, Guid source, Guid destination)
    {
        if (type is TransactionType.WalletToBankAccount or TransactionType.WalletToWallet)
        {
            yield return source;
        }

        if (type is TransactionType.BankAccountToWallet or TransactionType.CardToWallet or TransactionType.WalletToWallet)
        {
            yield return destination;
        }
    }
}
