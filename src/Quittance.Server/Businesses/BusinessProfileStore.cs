using System.Globalization;
using System.Text;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>The table <c>business_profiles</c>. A business without a row has <see cref="BusinessProfile.Default"/>.</summary>
internal readonly struct BusinessProfileStore(TenantSession session)
{
    public async Task<BusinessProfile> GetAsync(BusinessId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select account_type, is_customer, is_payor, is_payee, is_network_payor, is_network_payee, status, accepted_tos_at, email_to,
                   email_to_alias, logo, phone_country_code, phone_number, business_type, doing_business_as, website, description,
                   formation_date, mcc, monthly_volume, average_size, maximum_size, owners_provided, first_name, middle_name, last_name,
                   name_suffix, archived_at
            from business_profiles
            where organization_id = $1 and business_id = $2
            """,
            id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : BusinessProfile.Default;
    }

    /// <summary>Writes a profile. Secrets that are not given stay as they are.</summary>
    public async Task PutAsync(BusinessId id, BusinessProfile profile, PersonSecrets secrets, CancellationToken cancel)
    {
        session.Parties.Changed(id.Value);
        var birthDate = secrets.BirthDate is { } date ? await SealAsync(id, "birth_date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), cancel) : null;
        var governmentId = secrets.GovernmentId is { } number ? await SealAsync(id, "government_id", number, cancel) : null;
        try
        {
            await session.Sql(
                """
                insert into business_profiles (
                    organization_id, business_id, account_type, is_customer, is_payor, is_payee, is_network_payor, is_network_payee, status,
                    accepted_tos_at, email_to, email_to_alias, logo, phone_country_code, phone_number, business_type, doing_business_as, website,
                    description, formation_date, mcc, monthly_volume, average_size, maximum_size, owners_provided, first_name, middle_name,
                    last_name, name_suffix, archived_at, birth_date_sealed, government_id_sealed)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
                    $27, $28, $29, $30, $31, $32)
                on conflict (organization_id, business_id) do update
                set account_type = excluded.account_type, is_customer = excluded.is_customer, is_payor = excluded.is_payor,
                    is_payee = excluded.is_payee, is_network_payor = excluded.is_network_payor, is_network_payee = excluded.is_network_payee,
                    status = excluded.status, accepted_tos_at = excluded.accepted_tos_at, email_to = excluded.email_to,
                    email_to_alias = excluded.email_to_alias, logo = excluded.logo, phone_country_code = excluded.phone_country_code,
                    phone_number = excluded.phone_number, business_type = excluded.business_type, doing_business_as = excluded.doing_business_as,
                    website = excluded.website, description = excluded.description, formation_date = excluded.formation_date, mcc = excluded.mcc,
                    monthly_volume = excluded.monthly_volume, average_size = excluded.average_size, maximum_size = excluded.maximum_size,
                    owners_provided = excluded.owners_provided, first_name = excluded.first_name, middle_name = excluded.middle_name,
                    last_name = excluded.last_name, name_suffix = excluded.name_suffix, archived_at = excluded.archived_at,
                    birth_date_sealed = coalesce(excluded.birth_date_sealed, business_profiles.birth_date_sealed),
                    government_id_sealed = coalesce(excluded.government_id_sealed, business_profiles.government_id_sealed)
                """,
                [id.Value, .. Values(profile), birthDate, governmentId]).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "business_profiles_email_to")
        {
            throw new RefusedException(Refusal.EmailTaken, $"Bills to {profile.EmailTo} go to another business.");
        }
    }

    /// <summary>Where a person's secret is sealed: <c>verify</c> and the rotation open it by the same name.</summary>
    internal static string Place(Guid business, string secret) => $"business_profiles/{business:n}/{secret}";

    private Task<byte[]> SealAsync(BusinessId id, string secret, string text, CancellationToken cancel) =>
        session.Secrets.SealAsync(session, Place(id.Value, secret), Encoding.UTF8.GetBytes(text), cancel);

    private static object?[] Values(BusinessProfile profile) =>
    [
        Words.Of(profile.Kind), profile.IsCustomer, profile.IsPayor, profile.IsPayee, profile.IsNetworkPayor, profile.IsNetworkPayee,
        Words.Of(profile.Status), profile.TermsAcceptedAt, profile.EmailTo, profile.EmailToAliases.ToArray(), profile.Logo,
        profile.Phone?.CountryCode, profile.Phone?.Number, profile.Trade.Form, profile.Trade.DoingBusinessAs, profile.Trade.Website,
        profile.Trade.Description, profile.Trade.FormedOn, profile.Trade.Mcc, profile.Trade.MonthlyVolume, profile.Trade.AverageSize,
        profile.Trade.MaximumSize, profile.Trade.OwnersProvided, profile.Person?.First, profile.Person?.Middle, profile.Person?.Last,
        profile.Person?.Suffix, profile.ArchivedAt,
    ];

    private static BusinessProfile Read(NpgsqlDataReader row) => new(
        Words.Read<BusinessKind>(row.GetString(0)),
        row.GetBoolean(1),
        row.GetBoolean(2),
        row.GetBoolean(3),
        row.GetBoolean(4),
        row.GetBoolean(5),
        Words.Read<VerificationStatus>(row.GetString(6)),
        row.ValueOrNull<DateTimeOffset>(7),
        row.TextOrNull(8),
        row.GetFieldValue<string[]>(9),
        row.TextOrNull(10),
        row.TextOrNull(11) is { } country ? new Telephone(country, row.GetString(12)) : null,
        new Trade(
            row.TextOrNull(13), row.TextOrNull(14), row.TextOrNull(15), row.TextOrNull(16), row.ValueOrNull<DateOnly>(17), row.TextOrNull(18),
            row.ValueOrNull<decimal>(19), row.ValueOrNull<decimal>(20), row.ValueOrNull<decimal>(21), row.GetBoolean(22)),
        row.TextOrNull(23) is { } first ? new PersonName(first, row.TextOrNull(24), row.GetString(25), row.TextOrNull(26)) : null,
        row.ValueOrNull<DateTimeOffset>(27));
}
