using System.Text;
using System.Text.Json;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments;
using Quittance.Server.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Reads payment methods as the Payments dialect shows them: once with whole account numbers, once without.</summary>
internal static class ShownMethods
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web);

    public static async Task<Dictionary<Guid, (Guid BusinessId, PaymentMethodResponse Masked, PaymentMethodResponse? Whole)>> ReadAsync(
        TenantSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var methods = new Dictionary<Guid, (Guid, PaymentMethodResponse, PaymentMethodResponse?)>();
        foreach (var (method, number, data) in await RowsAsync(session, ids, cancel))
        {
            var id = new PaymentMethodId(method.Id);
            var opened = number is null ? null : Encoding.UTF8.GetString(await session.Secrets.OpenAsync(session, PaymentMethodSecretStore.NumberPlace(id), number, cancel));
            var fields = data is null
                ? null
                : JsonSerializer.Deserialize<Dictionary<string, string>>(await session.Secrets.OpenAsync(session, PaymentMethodSecretStore.DataPlace(id), data, cancel), Stored);
            methods.Add(method.Id, (method.BusinessId, method.Show(opened, fields, isWhole: false), method.IsMirror ? null : method.Show(opened, fields, isWhole: true)));
        }

        return methods;
    }

    private static async Task<List<(StoredMethod Method, byte[]? Number, byte[]? Data)>> RowsAsync(
        TenantSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select m.id, m.business_id, m.kind, m.is_mirror, m.is_default_source, m.is_default_destination, m.currencies, m.format, m.is_frozen,
                   m.is_confirmed, m.metadata, m.created_at, m.updated_at, m.external_id, m.foreign_id, m.account_name, m.bank_name,
                   m.routing_number, m.account_type, m.last_four, m.details, m.number_sealed, m.data_sealed,
                   s.id, s.name, s.is_source, s.is_destination, s.currencies, s.fields, s.processing_days, s.created_at, s.updated_at, s.max_amount,
                   s.min_amount, w.currency, w.available_minor, w.pending_minor
            from payment_methods m
            left join payment_method_schemas s on s.organization_id = m.organization_id and s.id = m.schema_id
            {WalletSums.Join}
            where m.organization_id = $1 and m.id = any ($2)
            """,
            ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var rows = new List<(StoredMethod, byte[]?, byte[]?)>();
        while (await row.ReadAsync(cancel))
        {
            rows.Add((Read(row), row.IsDBNull(21) ? null : row.GetFieldValue<byte[]>(21), row.IsDBNull(22) ? null : row.GetFieldValue<byte[]>(22)));
        }

        return rows;
    }

    private static StoredMethod Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        row.GetString(2),
        row.GetBoolean(3),
        row.GetBoolean(4),
        row.GetBoolean(5),
        row.GetFieldValue<string[]>(6),
        row.TextOrNull(7),
        row.GetBoolean(8),
        row.GetBoolean(9),
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(10), Stored)!,
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.TextOrNull(13),
        row.TextOrNull(14),
        row.TextOrNull(15),
        row.TextOrNull(16),
        row.TextOrNull(17),
        row.TextOrNull(18),
        row.TextOrNull(19),
        JsonSerializer.Deserialize<PaymentMethodDetails>(row.GetString(20), StoredJson.Options)!,
        row.IsDBNull(23) ? null : SchemaOf(row),
        row.TextOrNull(34) is { } currency ? BalanceOf(row, 35, Currency.Of(currency)) : null,
        row.TextOrNull(34) is { } awaited ? BalanceOf(row, 36, Currency.Of(awaited)) : null);

    private static BalanceWire BalanceOf(NpgsqlDataReader row, int column, Currency currency) => BalanceWire.Of(new Money(row.GetInt64(column), currency));

    private static PaymentMethodSchemaResponse SchemaOf(NpgsqlDataReader row) => new(
        PaymentsIds.Write(PaymentsIds.PaymentMethodSchema, row.GetGuid(23)),
        row.GetString(24),
        row.GetBoolean(25),
        row.GetBoolean(26),
        row.GetFieldValue<string[]>(27),
        [.. JsonSerializer.Deserialize<List<PaymentMethodField>>(row.GetString(28), StoredJson.Options)!.Select(PaymentMethodSchemaFieldWire.Of)],
        row.GetInt32(29),
        row.GetFieldValue<DateTimeOffset>(30),
        row.GetFieldValue<DateTimeOffset>(31),
        row.ValueOrNull<decimal>(32),
        row.ValueOrNull<decimal>(33));
}
