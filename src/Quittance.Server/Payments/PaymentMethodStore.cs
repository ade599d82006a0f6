using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>
/// The rows of <c>payment_methods</c>. What is sealed in them is <see cref="PaymentMethodSecretStore"/>'s, which of them are a business's defaults
/// <see cref="DefaultPaymentMethodStore"/>'s, and the numbers of checks are <see cref="CheckNumberStore"/>'s.
/// </summary>
internal readonly struct PaymentMethodStore(TenantSession session)
{
    private const string Columns = PaymentMethodRows.Columns;

    /// <summary>Adds a method; a bank account that the business has already, and a second wallet, are answered as they are.</summary>
    /// <remarks>
    /// The first confirmed bank account becomes the default. An unconfirmed one was only read from a bill: it may be paid to
    /// for that bill, but must not become where everything goes to or comes from.
    /// </remarks>
    /// <param name="number">The account number or IBAN in the clear; null for a method that has none.</param>
    public Task<PaymentMethod> AddAsync(PaymentMethod method, string? number, CancellationToken cancel) => AddAsync(method, number, null, cancel);

    /// <inheritdoc cref="AddAsync(PaymentMethod, string?, CancellationToken)"/>
    /// <param name="data">What else has to be sealed: a custom method's fields, or what a bank account prints on checks; null for nothing.</param>
    public async Task<PaymentMethod> AddAsync(PaymentMethod method, string? number, IReadOnlyDictionary<string, string>? data, CancellationToken cancel)
    {
        // Of two that add the same at once, the second finds the first one's row.
        await session.Sql("select pg_advisory_xact_lock(hashtextextended('payment_methods' || $1::text || $2::text, 0))", method.BusinessId.Value).ExecuteAsync(cancel);
        var secrets = session.PaymentMethodSecrets;
        var fingerprint = number is null || method.Kind != PaymentMethodKind.BankAccount ? null : await secrets.FingerprintAsync(method.RoutingNumber, number, cancel);
        if (await FindTwinAsync(method, fingerprint, cancel) is { } twin)
        {
            return twin;
        }

        session.Parties.Changed(method.Id.Value);
        session.Parties.Changed(method.BusinessId.Value);
        await NamedOnceAsync(
            session.Sql(
                """
                insert into payment_methods (
                    organization_id, id, business_id, kind, account_name, format, account_type, routing_number, number_sealed, fingerprint, last_four,
                    is_confirmed, is_frozen, created_at, updated_at, bank_name, currencies, details, data_sealed, schema_id, foreign_id, external_id,
                    metadata, is_default_source, is_default_destination)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                        $12 and $4 = 'bank_account'
                            and not exists (select from payment_methods m where m.organization_id = $1 and m.business_id = $3 and m.is_default_source),
                        $12 and $4 = 'bank_account'
                            and not exists (select from payment_methods m where m.organization_id = $1 and m.business_id = $3 and m.is_default_destination))
                """,
                method.Id.Value, method.BusinessId.Value, Words.Of(method.Kind), method.AccountName, method.Format is { } format ? Words.Of(format) : null,
                method.AccountType is { } type ? Words.Of(type) : null, method.RoutingNumber, await secrets.SealNumberAsync(method.Id, number, cancel), fingerprint,
                method.LastFour, method.IsConfirmed, method.IsFrozen, method.CreatedAt, method.UpdatedAt, method.BankName,
                method.Currencies.Select(currency => currency.Code).ToArray(), Json(method.Details), await secrets.SealDataAsync(method.Id, data, cancel),
                method.Schema?.Id.Value, method.ForeignId, method.ExternalId, Json(method.Metadata)),
            method,
            cancel);
        return method;
    }

    /// <summary>Writes what can change of a method, but for its defaults and what is sealed.</summary>
    public Task UpdateAsync(PaymentMethod method, CancellationToken cancel)
    {
        session.Parties.Changed(method.Id.Value);
        return NamedOnceAsync(
            session.Sql(
                """
                update payment_methods
                set account_name = $3, bank_name = $4, last_four = $5, is_confirmed = $6, is_frozen = $7, details = $8, foreign_id = $9, external_id = $10,
                    metadata = $11, updated_at = $12
                where organization_id = $1 and id = $2
                """,
                method.Id.Value, method.AccountName, method.BankName, method.LastFour, method.IsConfirmed, method.IsFrozen, Json(method.Details),
                method.ForeignId, method.ExternalId, Json(method.Metadata), method.UpdatedAt),
            method,
            cancel);
    }

    /// <summary>Shows another organization's method here: what kind it is and its last four, never its number.</summary>
    public async Task PutMaskedAsync(PaymentMethod method, CancellationToken cancel)
    {
        // The other organization's own kinds are unknown here.
        var kind = method.Kind == PaymentMethodKind.Custom ? PaymentMethodKind.OffPlatform : method.Kind;
        var isNew = await session.Sql(
            """
            insert into payment_methods (
                organization_id, id, business_id, kind, account_name, format, account_type, last_four, is_confirmed, is_mirror, created_at, updated_at, details)
            values ($1, $2, $3, $4, $5, $6, $7, $8, false, true, $9, $10, $11)
            on conflict (organization_id, id) do nothing
            """,
            method.Id.Value, method.BusinessId.Value, Words.Of(kind), method.AccountName, method.Format is { } format ? Words.Of(format) : null,
            method.AccountType is { } type ? Words.Of(type) : null, method.LastFour, method.CreatedAt, method.UpdatedAt,
            Json(method.Details with { CheckOptions = null, AvailableBalance = null })).ExecuteAsync(cancel) > 0;
        if (isNew)
        {
            session.Parties.Changed(method.Id.Value);
            session.Parties.Changed(method.BusinessId.Value);
        }
    }

    public Task<PaymentMethod> GetAsync(PaymentMethodId id, CancellationToken cancel) => OneAsync(
        session.Sql($"select {Columns} from payment_methods where organization_id = $1 and id = $2", id.Value), "funding source", cancel);

    public async Task<IReadOnlyDictionary<PaymentMethodId, PaymentMethod>> ManyAsync(IEnumerable<PaymentMethodId> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_methods where organization_id = $1 and id = any ($2)", ids.Select(id => id.Value).Distinct().ToArray());
        return (await PaymentMethodRows.ReadAllAsync(session, command, cancel)).ToDictionary(method => method.Id);
    }

    /// <summary>Reads a method that a business may pay from; another's is as unknown as one that never was.</summary>
    public Task<PaymentMethod> GetOfAsync(BusinessId business, PaymentMethodId id, CancellationToken cancel) => OneAsync(
        session.Sql(
            $"""
            select {Columns} from payment_methods
            where organization_id = $1 and id = $2 and business_id = $3 and is_confirmed and not is_mirror and removed_at is null
            """,
            id.Value, business.Value),
        "funding source",
        cancel);

    /// <summary>Reads a method that is a business's, whether or not it has confirmed it, and holds its row.</summary>
    public Task<PaymentMethod> LockOfAsync(BusinessId business, PaymentMethodName name, CancellationToken cancel) => OneAsync(
        session.Sql(
            $"""
            select {Columns} from payment_methods
            where organization_id = $1 and business_id = $2 and (id = $3 or foreign_id = $4) and not is_mirror and removed_at is null
            order by id = $3 desc
            limit 1
            for update
            """,
            business.Value, name.Id.Value, name.Text),
        "payment method",
        cancel);

    /// <summary>Reads a method by its id or by what the platform calls it: one of a business that the session sees, or of one that is connected with such a business.</summary>
    /// <remarks>Row-level security hides the businesses and connections that the caller does not see; methods have no wall of their own.</remarks>
    public Task<PaymentMethod> GetSeenAsync(PaymentMethodName name, CancellationToken cancel) => OneAsync(
        session.Sql(
            $"""
            select {Columns} from payment_methods
            where organization_id = $1 and (id = $2 or foreign_id = $3) and not is_mirror and removed_at is null
              and (exists (select from businesses b where b.organization_id = $1 and b.id = payment_methods.business_id)
                   or exists (
                       select from network_connections c
                       where c.organization_id = $1 and c.status <> 'pending' and payment_methods.business_id in (c.payer_id, c.payee_id)))
            order by id = $2 desc
            limit 1
            """,
            name.Id.Value, name.Text),
        "payment method",
        cancel);

    /// <summary>A business's methods, the oldest first.</summary>
    public async Task<IReadOnlyList<PaymentMethod>> ListAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_methods where organization_id = $1 and business_id = $2 and not is_mirror and removed_at is null order by created_at, id", business.Value);
        return await PaymentMethodRows.ReadAllAsync(session, command, cancel);
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
            $"select {Columns} from payment_methods where organization_id = $1 and business_id = $2 and fingerprint = $3 and is_confirmed and removed_at is null",
            payee.Value, await session.PaymentMethodSecrets.FingerprintAsync(null, number, cancel));
        var known = (await PaymentMethodRows.ReadAllAsync(session, command, cancel)).SingleOrDefault();
        return (known, known is null ? BankAccountEvidence.Changed : BankAccountEvidence.Known);
    }

    /// <summary>A person has accepted the account, or its owner entered it.</summary>
    public Task ConfirmAsync(PaymentMethodId id, DateTimeOffset now, CancellationToken cancel) => session.Parties.ChangedByAsync(
        session.Sql(
            "update payment_methods set is_confirmed = true, updated_at = $3 where organization_id = $1 and id = $2 and not is_confirmed returning id",
            id.Value, now),
        cancel);

    /// <summary>The rail said that the account does not work; nothing more goes over it until a person looks.</summary>
    public Task FreezeAsync(PaymentMethodId id, DateTimeOffset now, CancellationToken cancel) => session.Parties.ChangedByAsync(
        session.Sql(
            """
            update payment_methods set is_frozen = true, is_default_source = false, is_default_destination = false, updated_at = $3
            where organization_id = $1 and id = $2
            returning id
            """,
            id.Value, now),
        cancel);

    /// <summary>A person has looked; money may go over the account again.</summary>
    public Task UnfreezeAsync(PaymentMethodId id, DateTimeOffset now, CancellationToken cancel) => session.Parties.ChangedByAsync(
        session.Sql(
            "update payment_methods set is_frozen = false, updated_at = $3 where organization_id = $1 and id = $2 and is_frozen returning id",
            id.Value, now),
        cancel);

    /// <summary>Nothing new goes over the method; what names it still shows it.</summary>
    public Task RemoveAsync(PaymentMethod method, DateTimeOffset now, CancellationToken cancel)
    {
        session.Parties.Changed(method.BusinessId.Value);
        return session.Parties.ChangedByAsync(
            session.Sql(
                """
                update payment_methods set removed_at = $3, is_default_source = false, is_default_destination = false, updated_at = $3
                where organization_id = $1 and id = $2 and removed_at is null
                returning id
                """,
                method.Id.Value, now),
            cancel);
    }

    /// <summary>Takes a method away that nothing was paid with or to.</summary>
    public async Task DeleteAsync(PaymentMethodId id, CancellationToken cancel)
    {
        try
        {
            await session.Parties.ChangedByAsync(session.Sql("delete from payment_methods where organization_id = $1 and id = $2 returning business_id", id.Value), cancel);
            session.Parties.Changed(id.Value);
        }
        catch (PostgresException used) when (used.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new RefusedException(Refusal.PaymentMethodInUse, "Payments or bills refer to this funding source, so it stays on record. Make another one the default instead.");
        }
    }

    private async Task<PaymentMethod?> FindTwinAsync(PaymentMethod method, byte[]? fingerprint, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from payment_methods
            where organization_id = $1 and business_id = $2
              and not is_mirror and removed_at is null
              and ($4 in ('wallet', 'off_platform') and kind = $4 or fingerprint = $3::bytea)
            for update
            """,
            method.BusinessId.Value, fingerprint, Words.Of(method.Kind));
        return (await PaymentMethodRows.ReadAllAsync(session, command, cancel)).FirstOrDefault();
    }

    private async Task<PaymentMethod> OneAsync(NpgsqlCommand query, string what, CancellationToken cancel)
    {
        await using (query)
        {
            return (await PaymentMethodRows.ReadAllAsync(session, query, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, $"There is no such {what}.");
        }
    }

    private static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static async Task NamedOnceAsync(NpgsqlCommand command, PaymentMethod method, CancellationToken cancel)
    {
        try
        {
            await command.ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "payment_methods_foreign_id")
        {
            throw new RefusedException(Refusal.ForeignIdTaken, $"Another payment method has the foreignId {method.ForeignId}.");
        }
    }
}
