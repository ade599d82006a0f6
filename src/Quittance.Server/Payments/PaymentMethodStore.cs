using System.Text;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>The table <c>payment_methods</c>. Account numbers go in sealed and come out only for a rail.</summary>
internal readonly struct PaymentMethodStore(TenantSession session)
{
    private const string Columns =
        """
        id, business_id, kind, account_name, format, account_type, routing_number, last_four, is_confirmed, is_frozen, created_at, updated_at
        """;

    /// <summary>Adds a method; a bank account that the business has already is answered as it is.</summary>
    /// <remarks>
    /// The first confirmed bank account becomes the default. An unconfirmed one was only read from a bill: it may be paid to
    /// for that bill, but must not become where everything goes to or comes from.
    /// </remarks>
    /// <param name="number">The account number or IBAN in the clear; null for a wallet.</param>
    public async Task<PaymentMethod> AddAsync(PaymentMethod method, string? number, CancellationToken cancel)
    {
        // Of two that add the same at once, the second finds the first one's row.
        await session.Sql("select pg_advisory_xact_lock(hashtextextended('payment_methods' || $1::text || $2::text, 0))", method.BusinessId.Value).ExecuteAsync(cancel);
        var fingerprint = number is null ? null : await FingerprintAsync(method.RoutingNumber, number, cancel);
        if (await FindTwinAsync(method, fingerprint, cancel) is { } twin)
        {
            return twin;
        }

        session.Parties.Changed(method.Id.Value);
        session.Parties.Changed(method.BusinessId.Value);
        var box = number is null ? null : await session.Secrets.SealAsync(session, Place(method.Id), Encoding.UTF8.GetBytes(number), cancel);
        await session.Sql(
            """
            insert into payment_methods (
                organization_id, id, business_id, kind, account_name, format, account_type, routing_number, number_sealed, fingerprint, last_four,
                is_confirmed, is_frozen, is_default_source, is_default_destination, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                    $12 and $4 = 'bank_account'
                        and not exists (select from payment_methods m where m.organization_id = $1 and m.business_id = $3 and m.is_default_source),
                    $12 and $4 = 'bank_account'
                        and not exists (select from payment_methods m where m.organization_id = $1 and m.business_id = $3 and m.is_default_destination), $14, $15)
            """,
            method.Id.Value, method.BusinessId.Value, Words.Of(method.Kind), method.AccountName, method.Format is { } format ? Words.Of(format) : null,
            method.AccountType is { } type ? Words.Of(type) : null, method.RoutingNumber, box, fingerprint, method.LastFour, method.IsConfirmed,
            method.IsFrozen, method.CreatedAt, method.UpdatedAt).ExecuteAsync(cancel);
        return method;
    }

    /// <summary>Shows another organization's method here: what kind it is and its last four, never its number.</summary>
    public async Task PutMaskedAsync(PaymentMethod method, CancellationToken cancel)
    {
        var isNew = await session.Sql(
            """
            insert into payment_methods (
                organization_id, id, business_id, kind, account_name, format, account_type, last_four, is_confirmed, is_mirror, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, false, true, $9, $10)
            on conflict (organization_id, id) do nothing
            """,
            method.Id.Value, method.BusinessId.Value, Words.Of(method.Kind), method.AccountName, method.Format is { } format ? Words.Of(format) : null,
            method.AccountType is { } type ? Words.Of(type) : null, method.LastFour, method.CreatedAt, method.UpdatedAt).ExecuteAsync(cancel) > 0;
        if (isNew)
        {
            session.Parties.Changed(method.Id.Value);
            session.Parties.Changed(method.BusinessId.Value);
        }
    }

    public async Task<PaymentMethod> GetAsync(PaymentMethodId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from payment_methods where organization_id = $1 and id = $2", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such funding source.");
    }

    public async Task<IReadOnlyDictionary<PaymentMethodId, PaymentMethod>> ManyAsync(IEnumerable<PaymentMethodId> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_methods where organization_id = $1 and id = any ($2)", ids.Select(id => id.Value).Distinct().ToArray());
        return (await ReadAllAsync(command, cancel)).ToDictionary(method => method.Id);
    }

    /// <summary>Reads a method that a business may pay from; another's is as unknown as one that never was.</summary>
    public async Task<PaymentMethod> GetOfAsync(BusinessId business, PaymentMethodId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from payment_methods
            where organization_id = $1 and id = $2 and business_id = $3 and is_confirmed and not is_mirror
            """,
            id.Value, business.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such funding source.");
    }

    /// <summary>A business's methods, the oldest first.</summary>
    public async Task<IReadOnlyList<PaymentMethod>> ListAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_methods where organization_id = $1 and business_id = $2 and not is_mirror order by created_at, id", business.Value);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>The business's default method, else its wallet, which is made when it is first needed.</summary>
    public async Task<PaymentMethod> DefaultOrWalletAsync(BusinessId business, DateTimeOffset now, CancellationToken cancel)
    {
        await using (var command = session.Sql(
            $"select {Columns} from payment_methods where organization_id = $1 and business_id = $2 and is_default_source and not is_frozen", business.Value))
        {
            if ((await ReadAllAsync(command, cancel)).SingleOrDefault() is { } chosen)
            {
                return chosen;
            }
        }

        var wallet = new PaymentMethod(PaymentMethodId.New(now), business, PaymentMethodKind.Wallet, null, null, null, null, null, true, false, now, now);
        return await AddAsync(wallet, null, cancel);
    }

    /// <summary>Which method the business pays from and is paid to where nothing else is said; null when it has named none.</summary>
    public async Task<PaymentMethodId?> DefaultOfAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql("select id from payment_methods where organization_id = $1 and business_id = $2 and is_default_source", business.Value);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new PaymentMethodId(id) : null;
    }

    /// <summary>Makes one of the business's methods its default; null takes the default away.</summary>
    public async Task SetDefaultAsync(BusinessId business, PaymentMethodId? id, DateTimeOffset now, CancellationToken cancel)
    {
        // First the old one goes: the index that allows one default looks at every row as it is written.
        await TellAsync(session.Sql(
            """
            update payment_methods set is_default_source = false, is_default_destination = false, updated_at = $4
            where organization_id = $1 and business_id = $2 and (is_default_source or is_default_destination) and id is distinct from $3::uuid
            returning id
            """,
            business.Value, id?.Value, now), cancel);
        await TellAsync(session.Sql(
            """
            update payment_methods set is_default_source = true, is_default_destination = true, updated_at = $4
            where organization_id = $1 and business_id = $2 and id = $3::uuid and not (is_default_source and is_default_destination)
            returning id
            """,
            business.Value, id?.Value, now), cancel);
    }

    /// <summary>How an account on a bill compares with those of its payee that are known.</summary>
    /// <returns>The known method of that number, if there is one, and the comparison.</returns>
    public async Task<(PaymentMethod? Known, BankAccountEvidence Evidence)> CompareAsync(BusinessId payee, string? number, CancellationToken cancel)
    {
        if (number is null)
        {
            return (null, BankAccountEvidence.None);
        }

        var confirmed = (await ListAsync(payee, cancel)).Where(method => method is { Kind: PaymentMethodKind.BankAccount, IsConfirmed: true }).ToList();
        if (confirmed.Count == 0)
        {
            return (null, BankAccountEvidence.First);
        }

        await using var command = session.Sql(
            $"select {Columns} from payment_methods where organization_id = $1 and business_id = $2 and fingerprint = $3 and is_confirmed",
            payee.Value, await FingerprintAsync(null, number, cancel));
        var known = (await ReadAllAsync(command, cancel)).SingleOrDefault();
        return (known, known is null ? BankAccountEvidence.Changed : BankAccountEvidence.Known);
    }

    /// <summary>A person has accepted the account, or its owner entered it.</summary>
    public Task ConfirmAsync(PaymentMethodId id, DateTimeOffset now, CancellationToken cancel) => TellAsync(
        session.Sql(
            "update payment_methods set is_confirmed = true, updated_at = $3 where organization_id = $1 and id = $2 and not is_confirmed returning id",
            id.Value, now),
        cancel);

    /// <summary>The rail said that the account does not work; nothing more goes over it until a person looks.</summary>
    public Task FreezeAsync(PaymentMethodId id, DateTimeOffset now, CancellationToken cancel) => TellAsync(
        session.Sql(
            """
            update payment_methods set is_frozen = true, is_default_source = false, is_default_destination = false, updated_at = $3
            where organization_id = $1 and id = $2
            returning id
            """,
            id.Value, now),
        cancel);

    /// <summary>A person has looked; money may go over the account again.</summary>
    public Task UnfreezeAsync(PaymentMethodId id, DateTimeOffset now, CancellationToken cancel) => TellAsync(
        session.Sql(
            "update payment_methods set is_frozen = false, updated_at = $3 where organization_id = $1 and id = $2 and is_frozen returning id",
            id.Value, now),
        cancel);

    /// <summary>Takes a method away that nothing was paid with or to.</summary>
    public async Task DeleteAsync(PaymentMethodId id, CancellationToken cancel)
    {
        try
        {
            await TellAsync(session.Sql("delete from payment_methods where organization_id = $1 and id = $2 returning business_id", id.Value), cancel);
            session.Parties.Changed(id.Value);
        }
        catch (PostgresException used) when (used.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new RefusedException(Refusal.PaymentMethodInUse, "Payments or bills refer to this funding source, so it stays on record. Make another one the default instead.");
        }
    }

    /// <summary>The method with its number in the clear, for a rail and nothing else.</summary>
    public async Task<RailAccount> OpenForRailAsync(PaymentMethodId id, CancellationToken cancel)
    {
        var method = await GetAsync(id, cancel);
        await using var command = session.Sql("select number_sealed from payment_methods where organization_id = $1 and id = $2", id.Value);
        var number = await command.ExecuteScalarAsync(cancel) is byte[] box
            ? Encoding.UTF8.GetString(await session.Secrets.OpenAsync(session, Place(id), box, cancel))
            : null;
        return new RailAccount(method.Kind, method.AccountName, method.RoutingNumber, number);
    }

    /// <summary>Where a number is sealed: <c>verify</c> opens it by the same name.</summary>
    internal static string Place(PaymentMethodId id) => $"payment_methods/{id.Value:n}/number";

    /// <summary>Where the fields of a custom method are sealed.</summary>
    internal static string DataPlace(PaymentMethodId id) => $"payment_methods/{id.Value:n}/data";

    /// <summary>What an account is recognised by; the rotation of keys computes it anew.</summary>
    internal static string FingerprintText(string? routingNumber, string number) => $"{routingNumber}/{number}";

    private Task<byte[]> FingerprintAsync(string? routingNumber, string number, CancellationToken cancel) =>
        session.Secrets.FingerprintAsync(session, FingerprintText(routingNumber, number), cancel);

    private async Task<PaymentMethod?> FindTwinAsync(PaymentMethod method, byte[]? fingerprint, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from payment_methods
            where organization_id = $1 and business_id = $2
              and not is_mirror
              and ($3::bytea is null and kind = 'wallet' or fingerprint = $3)
            for update
            """,
            method.BusinessId.Value, fingerprint);
        return (await ReadAllAsync(command, cancel)).FirstOrDefault();
    }

    // Runs a change that answers with the ids of what others have to hear of.
    private async Task TellAsync(NpgsqlCommand change, CancellationToken cancel)
    {
        await using (change)
        {
            await using var row = await change.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                session.Parties.Changed(row.GetGuid(0));
            }
        }
    }

    private static async Task<List<PaymentMethod>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var methods = new List<PaymentMethod>();
        while (await row.ReadAsync(cancel))
        {
            methods.Add(new PaymentMethod(
                new PaymentMethodId(row.GetGuid(0)),
                new BusinessId(row.GetGuid(1)),
                Words.Read<PaymentMethodKind>(row.GetString(2)),
                row.TextOrNull(3),
                row.TextOrNull(4) is { } format ? Words.Read<BankAccountFormat>(format) : null,
                row.TextOrNull(5) is { } type ? Words.Read<BankAccountType>(type) : null,
                row.TextOrNull(6),
                row.TextOrNull(7),
                row.GetBoolean(8),
                row.GetBoolean(9),
                row.GetFieldValue<DateTimeOffset>(10),
                row.GetFieldValue<DateTimeOffset>(11)));
        }

        return methods;
    }
}
