using System.Text.Json;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Rows of <c>payment_methods</c> as the domain's methods. What is sealed stays so.</summary>
internal static class PaymentMethodRows
{
    public const string Columns =
        """
        id, business_id, kind, account_name, format, account_type, routing_number, last_four, is_confirmed, is_frozen, created_at, updated_at, bank_name,
        currencies, details, schema_id, foreign_id, external_id, metadata, is_default_source, is_default_destination, removed_at is not null
        """;

    public static async Task<List<PaymentMethod>> ReadAllAsync(TenantSession session, NpgsqlCommand command, CancellationToken cancel)
    {
        var methods = new List<(PaymentMethod Method, PaymentMethodSchemaId? Schema)>();
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
            {
                methods.Add((Read(row), row.ValueOrNull<Guid>(15) is { } schema ? new PaymentMethodSchemaId(schema) : null));
            }
        }

        var schemas = await session.PaymentMethodSchemas.ManyAsync([.. methods.Select(item => item.Schema).OfType<PaymentMethodSchemaId>()], cancel);
        return [.. methods.Select(item => item.Schema is { } schema ? item.Method with { Schema = schemas[schema] } : item.Method)];
    }

    private static PaymentMethod Read(NpgsqlDataReader row) => new(
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
        row.GetFieldValue<DateTimeOffset>(11))
    {
        BankName = row.TextOrNull(12),
        Currencies = [.. row.GetFieldValue<string[]>(13).Select(Currency.Of)],
        Details = JsonSerializer.Deserialize<PaymentMethodDetails>(row.GetString(14), StoredJson.Options)!,
        ForeignId = row.TextOrNull(16),
        ExternalId = row.TextOrNull(17),
        Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(18), StoredJson.Options)!,
        IsDefaultSource = row.GetBoolean(19),
        IsDefaultDestination = row.GetBoolean(20),
        IsRemoved = row.GetBoolean(21),
    };
}
