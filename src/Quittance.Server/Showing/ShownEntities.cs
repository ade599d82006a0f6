using Npgsql;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Reads businesses as the Payments dialect shows them. Its payment methods are marks within.</summary>
internal static class ShownEntities
{
    /// <summary>Businesses of this organization with all that is known, and those of others with what they tell.</summary>
    public static async Task<Dictionary<Guid, EntityResponse>> ReadAsync(TenantSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select p.id, p.name, p.ein, b.id is not null, b.legal_name, b.email, b.street1, b.street2, b.city, b.state, b.postal_code, b.country,
                   b.foreign_id, b.created_at, b.updated_at, f.account_type, f.is_customer, f.is_payor, f.is_payee, f.is_network_payor,
                   f.is_network_payee, f.status, f.accepted_tos_at is not null, f.email_to, f.email_to_alias, f.logo, f.phone_country_code,
                   f.phone_number, f.business_type, f.doing_business_as, f.website, f.description, f.formation_date, f.mcc, f.monthly_volume,
                   f.average_size, f.maximum_size, f.owners_provided, f.first_name, f.middle_name, f.last_name, f.name_suffix,
                   f.birth_date_sealed is not null, f.government_id_sealed is not null,
                   array(
                       select m.id from payment_methods m
                       where m.organization_id = $1 and m.business_id = p.id and m.removed_at is null
                       order by m.created_at, m.id)
            from parties p
            left join businesses b on b.organization_id = p.organization_id and b.id = p.id
            left join business_profiles f on f.organization_id = p.organization_id and f.business_id = p.id
            where p.organization_id = $1 and p.id = any ($2)
            """,
            ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var entities = new Dictionary<Guid, EntityResponse>();
        while (await row.ReadAsync(cancel))
        {
            entities.Add(row.GetGuid(0), row.GetBoolean(3) ? Own(row) : Foreign(row));
        }

        return entities;
    }

    private static EntityResponse Own(NpgsqlDataReader row) => new(
        PaymentsIds.Write(PaymentsIds.Entity, row.GetGuid(0)),
        row.GetString(1),
        row.TextOrNull(5) ?? "",
        IsOr(row, 16, true),
        row.TextOrNull(15) ?? "business",
        row.TextOrNull(15) == "individual" ? new EntityProfileResponse(Individual: PersonOf(row)) : new EntityProfileResponse(BusinessOf(row)),
        row.TextOrNull(21) ?? "unverified",
        row.GetBoolean(22),
        IsOr(row, 17, true),
        IsOr(row, 18, true),
        IsOr(row, 19, false),
        IsOr(row, 20, false),
        row.GetFieldValue<DateTimeOffset>(13),
        row.GetFieldValue<DateTimeOffset>(14),
        row.TextOrNull(12),
        row.TextOrNull(23),
        row.ArrayOrNull<string>(24) is { Length: > 0 } aliases ? aliases : null,
        row.TextOrNull(25),
        PaymentMethods: MethodsOf(row),
        CounterpartyType: ["ENTITY"]);

    // When the other organization made it is not told; its id was made then (RFC 9562, section 5.7).
    private static EntityResponse Foreign(NpgsqlDataReader row)
    {
        var made = Uuid7.TimeOf(row.GetGuid(0));
        return new EntityResponse(
            PaymentsIds.Write(PaymentsIds.Entity, row.GetGuid(0)), row.GetString(1), "", false, "business",
            new EntityProfileResponse(new BusinessProfileResponse(row.GetString(1), !row.IsDBNull(2), false, TaxId: TaxIdOf(row))),
            "unverified", false, true, true, true, true, made, made, PaymentMethods: MethodsOf(row), CounterpartyType: ["NETWORK"]);
    }

    private static BusinessProfileResponse BusinessOf(NpgsqlDataReader row) => new(
        row.TextOrNull(4) ?? row.GetString(1),
        !row.IsDBNull(2),
        IsOr(row, 37, false),
        row.TextOrNull(5),
        row.TextOrNull(28),
        PhoneOf(row),
        row.TextOrNull(29),
        row.TextOrNull(30),
        row.TextOrNull(31),
        AddressOf(row),
        TaxIdOf(row),
        row.ValueOrNull<DateOnly>(32) is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null,
        row.TextOrNull(33) is { } mcc ? new IndustryCodesWire(mcc) : null,
        row.ValueOrNull<decimal>(34),
        row.ValueOrNull<decimal>(35),
        row.ValueOrNull<decimal>(36));

    private static IndividualProfileResponse PersonOf(NpgsqlDataReader row) => new(
        new FullNameWire(row.TextOrNull(38), row.TextOrNull(39), row.TextOrNull(40), row.TextOrNull(41)),
        row.GetBoolean(42),
        row.GetBoolean(43),
        row.TextOrNull(5),
        PhoneOf(row),
        AddressOf(row));

    private static PhoneWire? PhoneOf(NpgsqlDataReader row) => row.TextOrNull(26) is { } country ? new PhoneWire(country, row.GetString(27)) : null;

    private static AddressWire? AddressOf(NpgsqlDataReader row) => row.TextOrNull(6) is { } street
        ? new AddressWire(street, row.TextOrNull(8), row.TextOrNull(9) ?? "", row.TextOrNull(10) ?? "", row.TextOrNull(7), row.TextOrNull(11))
        : null;

    private static TaxIdWire? TaxIdOf(NpgsqlDataReader row) => row.TextOrNull(2) is { } ein ? new TaxIdWire(new EinWire(ein)) : null;

    private static List<MethodMark> MethodsOf(NpgsqlDataReader row) => [.. row.GetFieldValue<Guid[]>(44).Select(id => new MethodMark(id))];

    private static bool IsOr(NpgsqlDataReader row, int column, bool otherwise) => row.ValueOrNull<bool>(column) ?? otherwise;
}
