using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>A business with what only its organization knows of it.</summary>
internal sealed record BusinessRow(Business Business, string? Alias);

/// <summary>The tables <c>parties</c> (who a business is to others) and <c>businesses</c> (what its own organization knows).</summary>
internal readonly struct BusinessStore(TenantSession session)
{
    private const string Columns =
        """
        p.id, p.name, p.siren, p.siret, p.vat, p.ein, b.alias, b.legal_name, b.email, b.street1, b.street2, b.city, b.state,
        b.postal_code, b.country, b.foreign_id, b.metadata, b.created_at, b.updated_at
        """;

    private const string From = "from businesses b join parties p on p.organization_id = b.organization_id and p.id = b.id";

    // Those that were put away are in no list.
    private const string IsInLists =
        """
        not exists (
            select from business_profiles f
            where f.organization_id = b.organization_id and f.business_id = b.id and f.archived_at is not null)
        """;

    public async Task AddAsync(Business business, CancellationToken cancel)
    {
        session.Parties.Changed(business.Id.Value);
        await session.Sql(
            """
            insert into parties (organization_id, id, home_organization_id, name, siren, siret, vat, ein)
            values ($1, $2, $1, $3, $4, $5, $6, $7)
            """,
            business.Id.Value, business.Name, business.Numbers.Siren?.Text, business.Numbers.Siret?.Text, business.Numbers.Vat?.Text, business.Numbers.Ein?.Text).ExecuteAsync(cancel);
        await WriteAsync(
            session.Sql(
                """
                insert into businesses (
                    organization_id, id, legal_name, email, street1, street2, city, state, postal_code, country, foreign_id, metadata, updated_at, created_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                """,
                [.. Values(business), business.CreatedAt]),
            business,
            cancel);
    }

    public async Task UpdateAsync(Business business, CancellationToken cancel)
    {
        session.Parties.Changed(business.Id.Value);
        await session.Sql(
            "update parties set name = $3, siren = $4, siret = $5, vat = $6, ein = $7 where organization_id = $1 and id = $2",
            business.Id.Value, business.Name, business.Numbers.Siren?.Text, business.Numbers.Siret?.Text, business.Numbers.Vat?.Text, business.Numbers.Ein?.Text).ExecuteAsync(cancel);
        await WriteAsync(
            session.Sql(
                """
                update businesses
                set legal_name = $3, email = $4, street1 = $5, street2 = $6, city = $7, state = $8, postal_code = $9, country = $10,
                    foreign_id = $11, metadata = $12, updated_at = $13
                where organization_id = $1 and id = $2
                """,
                Values(business)),
            business,
            cancel);
    }

    public Task SetAliasAsync(BusinessId id, string? alias, DateTimeOffset now, CancellationToken cancel)
    {
        session.Parties.Changed(id.Value);
        return session.Sql("update businesses set alias = $3, updated_at = $4 where organization_id = $1 and id = $2", id.Value, alias, now).ExecuteAsync(cancel);
    }

    /// <summary>Reads a business that the session may see.</summary>
    public async Task<BusinessRow?> FindAsync(BusinessId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} {From} where b.organization_id = $1 and b.id = $2", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault();
    }

    public async Task<BusinessRow> GetAsync(BusinessId id, CancellationToken cancel) =>
        await FindAsync(id, cancel) ?? throw NoSuchBusiness();

    /// <summary>Reads a business and holds its rows until the session ends.</summary>
    /// <remarks>One that was put away is unknown here: it stays as it is.</remarks>
    public Task<BusinessRow> LockAsync(BusinessId id, CancellationToken cancel) =>
        InUseAsync(session.Sql($"select {Columns} {From} where b.organization_id = $1 and b.id = $2 for update", id.Value), id, cancel);

    /// <summary>Reads a business and keeps it as it is until the session ends; others may do the same at once.</summary>
    /// <remarks>One that was put away is unknown here: nothing new begins with it.</remarks>
    public Task<BusinessRow> HoldAsync(BusinessId id, CancellationToken cancel) =>
        InUseAsync(session.Sql($"select {Columns} {From} where b.organization_id = $1 and b.id = $2 for share of b, p", id.Value), id, cancel);

    /// <summary>Which of these are no businesses that the session may see.</summary>
    public async Task<IReadOnlyList<BusinessId>> UnknownAsync(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from unnest($2::uuid[]) as id where id not in (select b.id from businesses b where b.organization_id = $1 and b.id = any ($2))", ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var unknown = new List<BusinessId>();
        while (await row.ReadAsync(cancel))
        {
            unknown.Add(new BusinessId(row.GetGuid(0)));
        }

        return unknown;
    }

    /// <summary>A page by time of creation, read in the page's direction.</summary>
    public async Task<IReadOnlyList<BusinessRow>> SearchAsync(TokenPage page, CancellationToken cancel)
    {
        object?[] values = [page.FromTime, page.FromId, page.ReadMax];
        await using var command = page.ReadsDown
            ? session.Sql(
                $"""
                select {Columns} {From}
                where b.organization_id = $1 and {IsInLists} and ($2::timestamptz is null or (b.created_at, b.id) < ($2, $3::uuid))
                order by b.created_at desc, b.id desc
                limit $4
                """,
                values)
            : session.Sql(
                $"""
                select {Columns} {From}
                where b.organization_id = $1 and {IsInLists} and ($2::timestamptz is null or (b.created_at, b.id) > ($2, $3::uuid))
                order by b.created_at, b.id
                limit $4
                """,
                values);
        return await ReadAllAsync(command, cancel);
    }

    public async Task<IReadOnlyList<BusinessRow>> ListAsync(Page page, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} {From}
            where b.organization_id = $1 and {IsInLists} and ($2::timestamptz is null or (b.created_at, b.id) < ($2, $3::uuid))
            order by b.created_at desc, b.id desc
            limit $4 offset $5
            """,
            page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        return await ReadAllAsync(command, cancel);
    }

    // Asked once the rows are held: whoever waited for them sees by a new query alone that the business was put away meanwhile.
    private async Task<BusinessRow> InUseAsync(NpgsqlCommand held, BusinessId id, CancellationToken cancel)
    {
        await using (held)
        {
            if ((await ReadAllAsync(held, cancel)).SingleOrDefault() is { } business)
            {
                await using var archived = session.Sql(
                    "select 1 from business_profiles where organization_id = $1 and business_id = $2 and archived_at is not null", id.Value);
                if (await archived.ExecuteScalarAsync(cancel) is null)
                {
                    return business;
                }
            }
        }

        throw NoSuchBusiness();
    }

    private static object?[] Values(Business business) =>
    [
        business.Id.Value, business.LegalName, business.Email, business.Address?.Street1, business.Address?.Street2, business.Address?.City,
        business.Address?.State, business.Address?.PostalCode, business.Address?.Country, business.ForeignId,
        new NpgsqlParameter { Value = JsonSerializer.Serialize(business.Metadata, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb }, business.UpdatedAt,
    ];

    private static async Task WriteAsync(NpgsqlCommand command, Business business, CancellationToken cancel)
    {
        try
        {
            await command.ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "businesses_foreign_id")
        {
            throw new RefusedException(Refusal.ForeignIdTaken, $"Another business has the foreignId {business.ForeignId}.");
        }
    }

    private static async Task<List<BusinessRow>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var businesses = new List<BusinessRow>();
        while (await row.ReadAsync(cancel))
        {
            businesses.Add(Read(row));
        }

        return businesses;
    }

    private static BusinessRow Read(NpgsqlDataReader row) => new(
        new Business(
            new BusinessId(row.GetGuid(0)),
            row.GetString(1),
            row.TextOrNull(7),
            row.TextOrNull(8),
            row.IsDBNull(9) ? null : new PostalAddress(row.GetString(9), row.TextOrNull(10), row.GetString(11), row.TextOrNull(12), row.TextOrNull(13), row.GetString(14)),
            RegistrationNumbers.Stored(row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5)),
            row.TextOrNull(15),
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(16), StoredJson.Options)!,
            row.GetFieldValue<DateTimeOffset>(17),
            row.GetFieldValue<DateTimeOffset>(18)),
        row.TextOrNull(6));

    private static RefusedException NoSuchBusiness() => new(Refusal.NotFound, "There is no such business.");
}
