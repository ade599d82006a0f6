using System.Text.Json;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The table <c>accounting_tax_rates</c>: what was pulled of a connection's tax rates for purchases.</summary>
internal readonly struct TaxRateStore(TenantSession session)
{
    internal const string Columns = "id, remote_id, name, code, effective_rate, total_rate, is_active, components";

    /// <summary>Makes the table say what the system says. A rate keeps its id; one that is gone over there is not active any more.</summary>
    /// <param name="pulled">All rates of the connection.</param>
    public async Task PutAllAsync(AccountingConnection connection, IReadOnlyList<RemoteTaxRate> pulled, DateTimeOffset now, CancellationToken cancel)
    {
        var rates = pulled.Where(rate => StrangersText.IsId(rate.Id)).Select(Storable).DistinctBy(rate => rate.Id).ToList();
        await session.Sql(
            """
            insert into accounting_tax_rates as known (
                organization_id, id, accounting_connection_id, business_id, remote_id, name, code, effective_rate, total_rate, is_active, components, updated_at)
            select $1, r.id, $2, $3, r.remote_id, r.name, r.code, r.effective_rate, r.total_rate, r.is_active, r.components::jsonb, $4
            from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[], $11::bool[], $12::text[])
                as r (id, remote_id, name, code, effective_rate, total_rate, is_active, components)
            on conflict on constraint accounting_tax_rates_remote do update
            set name = excluded.name, code = excluded.code, effective_rate = excluded.effective_rate, total_rate = excluded.total_rate,
                is_active = excluded.is_active, components = excluded.components, updated_at = excluded.updated_at
            where (known.name, known.code, known.effective_rate, known.total_rate, known.is_active, known.components)
                is distinct from (excluded.name, excluded.code, excluded.effective_rate, excluded.total_rate, excluded.is_active, excluded.components)
            """,
            connection.Id.Value,
            connection.BusinessId.Value,
            now,
            rates.Select(_ => TaxRateId.New(now).Value).ToArray(),
            rates.Select(rate => rate.Id).ToArray(),
            rates.Select(rate => rate.Name.Length == 0 ? rate.Id : rate.Name).ToArray(),
            rates.Select(rate => rate.Code).ToArray(),
            rates.Select(rate => rate.EffectiveRate).ToArray(),
            rates.Select(rate => rate.TotalRate).ToArray(),
            rates.Select(rate => rate.IsActive).ToArray(),
            rates.Select(rate => JsonSerializer.Serialize(rate.Components, StoredJson.Options)).ToArray()).ExecuteAsync(cancel);
        await session.Sql(
            """
            update accounting_tax_rates set is_active = false, updated_at = $3
            where organization_id = $1 and accounting_connection_id = $2 and remote_id <> all ($4) and is_active
            """,
            connection.Id.Value, now, rates.Select(rate => rate.Id).ToArray()).ExecuteAsync(cancel);
    }

    /// <summary>All rates of a connection, by name.</summary>
    public async Task<IReadOnlyList<TaxRate>> OfAsync(AccountingConnectionId connection, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from accounting_tax_rates where organization_id = $1 and accounting_connection_id = $2 order by name, id", connection.Value);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>A rate of a business, of any of its connections.</summary>
    public async Task<TaxRate> GetAsync(BusinessId business, TaxRateId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from accounting_tax_rates where organization_id = $1 and business_id = $2 and id = $3", business.Value, id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such tax rate.");
    }

    private static RemoteTaxRate Storable(RemoteTaxRate rate) => rate with
    {
        Name = StrangersText.Of(rate.Name),
        Code = StrangersText.Of(rate.Code),
        Components = [.. rate.Components.Select(part => part with { Name = StrangersText.Of(part.Name) })],
    };

    internal static async Task<List<TaxRate>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var rates = new List<TaxRate>();
        while (await row.ReadAsync(cancel))
        {
            rates.Add(new TaxRate(
                new TaxRateId(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetInt32(4), row.GetInt32(5), row.GetBoolean(6),
                JsonSerializer.Deserialize<List<RemoteTaxComponent>>(row.GetString(7), StoredJson.Options)!));
        }

        return rates;
    }
}
