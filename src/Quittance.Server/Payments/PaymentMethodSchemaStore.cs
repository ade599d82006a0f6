using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>The table <c>payment_method_schemas</c>. One that was taken away stays for the methods that were of it.</summary>
internal readonly struct PaymentMethodSchemaStore(TenantSession session)
{
    private const string Columns = "id, name, is_source, is_destination, currencies, fields, processing_days, max_amount, min_amount, created_at, updated_at";

    public Task AddAsync(PaymentMethodSchema schema, CancellationToken cancel) => session.Sql(
        """
        insert into payment_method_schemas (
            organization_id, id, name, is_source, is_destination, currencies, fields, processing_days, max_amount, min_amount, updated_at, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        [.. Values(schema), schema.CreatedAt]).ExecuteAsync(cancel);

    /// <summary>Writes a schema anew; all of its methods show it.</summary>
    public async Task UpdateAsync(PaymentMethodSchema schema, CancellationToken cancel)
    {
        await session.Sql(
            """
            update payment_method_schemas
            set name = $3, is_source = $4, is_destination = $5, currencies = $6, fields = $7, processing_days = $8, max_amount = $9, min_amount = $10,
                updated_at = $11
            where organization_id = $1 and id = $2
            """,
            Values(schema)).ExecuteAsync(cancel);
        await session.Parties.ChangedByAsync(
            session.Sql("select id from payment_methods where organization_id = $1 and schema_id = $2", schema.Id.Value), cancel);
    }

    public async Task<PaymentMethodSchema> GetAsync(PaymentMethodSchemaId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_method_schemas where organization_id = $1 and id = $2 and removed_at is null", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such schema.");
    }

    /// <summary>Reads a schema and keeps it from being taken away until the session ends.</summary>
    public async Task<PaymentMethodSchema> LockAsync(PaymentMethodSchemaId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_method_schemas where organization_id = $1 and id = $2 and removed_at is null for update", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such schema.");
    }

    /// <summary>Those that have not been taken away, the oldest first.</summary>
    public async Task<IReadOnlyList<PaymentMethodSchema>> ListAsync(CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from payment_method_schemas where organization_id = $1 and removed_at is null order by created_at, id");
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>Schemas by their ids, those that were taken away too.</summary>
    public async Task<IReadOnlyDictionary<PaymentMethodSchemaId, PaymentMethodSchema>> ManyAsync(IReadOnlyList<PaymentMethodSchemaId> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<PaymentMethodSchemaId, PaymentMethodSchema>();
        }

        await using var command = session.Sql(
            $"select {Columns} from payment_method_schemas where organization_id = $1 and id = any ($2)", ids.Select(id => id.Value).Distinct().ToArray());
        return (await ReadAllAsync(command, cancel)).ToDictionary(schema => schema.Id);
    }

    public async Task<int> CountAsync(CancellationToken cancel)
    {
        await using var command = session.Sql("select count(*)::int from payment_method_schemas where organization_id = $1 and removed_at is null");
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Whether a method is of it that can still be used, or that a bill or a payment names.</summary>
    public async Task<bool> IsUsedAsync(PaymentMethodSchemaId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select exists (
                select from payment_methods m
                where m.organization_id = $1 and m.schema_id = $2
                  and (m.removed_at is null
                       or exists (select from transactions t where t.organization_id = $1 and m.id in (t.source_id, t.destination_id))
                       or exists (select from payment_orders o where o.organization_id = $1 and m.id in (o.source_id, o.destination_id))
                       or exists (select from invoice_plans p where p.organization_id = $1 and m.id in (p.source_id, p.destination_id))))
            """,
            id.Value);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    public Task RemoveAsync(PaymentMethodSchemaId id, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update payment_method_schemas set removed_at = $3, updated_at = $3 where organization_id = $1 and id = $2", id.Value, now).ExecuteAsync(cancel);

    private static object?[] Values(PaymentMethodSchema schema) =>
    [
        schema.Id.Value, schema.Name, schema.IsSource, schema.IsDestination, schema.Currencies.Select(currency => currency.Code).ToArray(),
        new NpgsqlParameter { Value = JsonSerializer.Serialize(schema.Fields, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
        schema.ProcessingDays, schema.MaxAmount, schema.MinAmount, schema.UpdatedAt,
    ];

    private static async Task<List<PaymentMethodSchema>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var schemas = new List<PaymentMethodSchema>();
        while (await row.ReadAsync(cancel))
        {
            schemas.Add(new PaymentMethodSchema(
                new PaymentMethodSchemaId(row.GetGuid(0)),
                row.GetString(1),
                row.GetBoolean(2),
                row.GetBoolean(3),
                [.. row.GetFieldValue<string[]>(4).Select(Currency.Of)],
                JsonSerializer.Deserialize<List<PaymentMethodField>>(row.GetString(5), StoredJson.Options)!,
                row.GetInt32(6),
                row.ValueOrNull<decimal>(7),
                row.ValueOrNull<decimal>(8) ?? PaymentMethodSchema.MinAmountDefault,
                row.GetFieldValue<DateTimeOffset>(9),
                row.GetFieldValue<DateTimeOffset>(10)));
        }

        return schemas;
    }
}
