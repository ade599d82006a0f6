using Npgsql;
using NpgsqlTypes;
using Quittance.Server.Storage;

namespace Quittance.Server.Organizations;

/// <summary>The session's organization, and the tables <c>organization_profiles</c> and <c>business_roles</c>.</summary>
internal readonly struct OrganizationStore(TenantSession session)
{
    public async Task<Organization> GetAsync(CancellationToken cancel)
    {
        var roles = await RolesAsync(cancel);
        await using var command = session.Sql(
            """
            select o.name, p.logo, p.favicon, p.website_url, p.support_email, p.color_scheme::text, p.metadata_schema::text, p.payment_rails::text, p.notifications_disabled,
                   p.dialect_settings::text
            from organizations o
            left join organization_profiles p on p.organization_id = o.organization_id
            where o.organization_id = $1
            """);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var profile = row.IsDBNull(6)
            ? OrganizationProfile.Default
            : new OrganizationProfile(
                row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.GetString(6), row.TextOrNull(7), row.GetBoolean(8),
                row.TextOrNull(9));
        return new Organization(session.Organization, row.GetString(0), profile, roles);
    }

    /// <summary>Reads the organization, which nobody else can change until the session ends.</summary>
    public async Task<Organization> LockAsync(CancellationToken cancel)
    {
        await session.Sql("select 1 from organizations where organization_id = $1 for no key update").ExecuteAsync(cancel);
        return await GetAsync(cancel);
    }

    public async Task UpdateAsync(Organization organization, CancellationToken cancel)
    {
        var profile = organization.Profile;
        await session.Sql("update organizations set name = $2 where organization_id = $1", organization.Name).ExecuteAsync(cancel);
        await session.Sql(
            """
            insert into organization_profiles (
                organization_id, logo, favicon, website_url, support_email, color_scheme, metadata_schema, payment_rails, notifications_disabled,
                dialect_settings)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (organization_id) do update
            set logo = excluded.logo, favicon = excluded.favicon, website_url = excluded.website_url, support_email = excluded.support_email,
                color_scheme = excluded.color_scheme, metadata_schema = excluded.metadata_schema, payment_rails = excluded.payment_rails,
                notifications_disabled = excluded.notifications_disabled, dialect_settings = excluded.dialect_settings
            """,
            profile.Logo, profile.Favicon, profile.WebsiteUrl, profile.SupportEmail, Json(profile.ColorScheme), Json(profile.MetadataSchema), Json(profile.PaymentRails),
            profile.NotificationsDisabled, Json(profile.DialectSettings)).ExecuteAsync(cancel);
        await session.Sql("delete from business_roles where organization_id = $1").ExecuteAsync(cancel);
        foreach (var role in organization.Roles)
        {
            await session.Sql(
                "insert into business_roles (organization_id, name, stated, permissions) values ($1, $2, $3, $4)",
                role.Name, role.Stated.ToArray(), role.Permissions.ToArray()).ExecuteAsync(cancel);
        }
    }

    private async Task<IReadOnlyList<BusinessRole>> RolesAsync(CancellationToken cancel)
    {
        await using var command = session.Sql("select name, stated, permissions from business_roles where organization_id = $1 order by name collate \"C\"");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var roles = new List<BusinessRole>();
        while (await row.ReadAsync(cancel))
        {
            roles.Add(new BusinessRole(row.GetString(0), row.GetFieldValue<string[]>(1), row.GetFieldValue<string[]>(2)));
        }

        return roles;
    }

    private static NpgsqlParameter Json(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
