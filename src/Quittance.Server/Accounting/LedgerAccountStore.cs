using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The table <c>ledger_accounts</c>: what was pulled of a connection's chart of accounts.</summary>
internal readonly struct LedgerAccountStore(TenantSession session)
{
    internal const string Columns = "id, remote_id, name, code, type, subtype, status, description, currency, balance_minor, is_bank_account";

    /// <summary>Makes the table say what the system says. An account keeps its id; one that is gone over there is archived.</summary>
    /// <param name="pulled">All accounts of the connection.</param>
    public async Task PutAllAsync(AccountingConnection connection, IReadOnlyList<RemoteLedgerAccount> pulled, DateTimeOffset now, CancellationToken cancel)
    {
        var accounts = pulled.Where(account => StrangersText.IsId(account.Id)).Select(Storable).DistinctBy(account => account.Id).ToList();
        await session.Sql(
            """
            insert into ledger_accounts as known (
                organization_id, id, accounting_connection_id, business_id, remote_id, name, code, type, subtype, status, description, currency,
                balance_minor, is_bank_account, updated_at)
            select $1, a.id, $2, $3, a.remote_id, a.name, a.code, a.type, a.subtype, a.status, a.description, a.currency, a.balance_minor, a.is_bank_account, $4
            from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bool[])
                as a (id, remote_id, name, code, type, subtype, status, description, currency, balance_minor, is_bank_account)
            on conflict on constraint ledger_accounts_remote do update
            set name = excluded.name, code = excluded.code, type = excluded.type, subtype = excluded.subtype, status = excluded.status,
                description = excluded.description, currency = excluded.currency, balance_minor = excluded.balance_minor,
                is_bank_account = excluded.is_bank_account, updated_at = excluded.updated_at
            where (known.name, known.code, known.type, known.subtype, known.status, known.description, known.currency, known.balance_minor, known.is_bank_account)
                is distinct from (excluded.name, excluded.code, excluded.type, excluded.subtype, excluded.status, excluded.description, excluded.currency,
                    excluded.balance_minor, excluded.is_bank_account)
            """,
            connection.Id.Value,
            connection.BusinessId.Value,
            now,
            accounts.Select(_ => LedgerAccountId.New(now).Value).ToArray(),
            accounts.Select(account => account.Id).ToArray(),
            accounts.Select(account => account.Name.Length == 0 ? account.Id : account.Name).ToArray(),
            accounts.Select(account => account.Code).ToArray(),
            accounts.Select(account => Words.Of(account.Type)).ToArray(),
            accounts.Select(account => account.Subtype).ToArray(),
            accounts.Select(account => Words.Of(account.Status)).ToArray(),
            accounts.Select(account => account.Description).ToArray(),
            accounts.Select(account => CurrencyOf(account.CurrencyCode)?.Code).ToArray(),
            accounts.Select(account => BalanceOf(account, connection.Company?.BaseCurrency)).ToArray(),
            accounts.Select(account => account.IsBankAccount).ToArray()).ExecuteAsync(cancel);
        await session.Sql(
            """
            update ledger_accounts set status = 'archived', updated_at = $3
            where organization_id = $1 and accounting_connection_id = $2 and remote_id <> all ($4) and status <> 'archived'
            """,
            connection.Id.Value, now, accounts.Select(account => account.Id).ToArray()).ExecuteAsync(cancel);
    }

    /// <summary>All accounts of a connection, by name.</summary>
    public async Task<IReadOnlyList<LedgerAccount>> OfAsync(AccountingConnectionId connection, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from ledger_accounts where organization_id = $1 and accounting_connection_id = $2 order by name, id", connection.Value);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>An account of a business, of any of its connections.</summary>
    public async Task<LedgerAccount> GetAsync(BusinessId business, LedgerAccountId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from ledger_accounts where organization_id = $1 and business_id = $2 and id = $3", business.Value, id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such ledger account.");
    }

    internal static async Task<List<LedgerAccount>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var accounts = new List<LedgerAccount>();
        while (await row.ReadAsync(cancel))
        {
            accounts.Add(new LedgerAccount(
                new LedgerAccountId(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.TextOrNull(3), Words.Read<LedgerAccountType>(row.GetString(4)),
                row.TextOrNull(5), Words.Read<LedgerAccountStatus>(row.GetString(6)), row.TextOrNull(7), row.TextOrNull(8), row.ValueOrNull<long>(9),
                row.GetBoolean(10)));
        }

        return accounts;
    }

    private static RemoteLedgerAccount Storable(RemoteLedgerAccount account) => account with
    {
        Name = StrangersText.Of(account.Name),
        Code = StrangersText.Of(account.Code),
        Subtype = StrangersText.Of(account.Subtype),
        Description = StrangersText.Of(account.Description),
    };

    private static Currency? CurrencyOf(string? code) => Currency.TryOf(code, out var currency) ? currency : null;

    // Without a currency nobody knows what its minor units are.
    private static long? BalanceOf(RemoteLedgerAccount account, string? booksCurrency) =>
        account.Balance is { } major && CurrencyOf(account.CurrencyCode ?? booksCurrency) is { } currency
            && Money.TryFromMajorTruncated(major, currency, out var money) == MoneyFault.None
            ? money!.Minor
            : null;
}
