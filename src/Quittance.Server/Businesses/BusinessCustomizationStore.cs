using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>The table <c>business_customizations</c>.</summary>
internal readonly struct BusinessCustomizationStore(TenantSession session)
{
    public async Task<string?> FindAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql("select settings::text from business_customizations where organization_id = $1 and business_id = $2", business.Value);
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    public Task PutAsync(BusinessId business, string settings, CancellationToken cancel) => session.Sql(
        """
        insert into business_customizations (organization_id, business_id, settings) values ($1, $2, $3)
        on conflict (organization_id, business_id) do update set settings = excluded.settings
        """,
        business.Value, new NpgsqlParameter { Value = settings, NpgsqlDbType = NpgsqlDbType.Jsonb }).ExecuteAsync(cancel);
}
