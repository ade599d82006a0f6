using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>The one narrow path by which an operation of one organization changes rows of the organization on the other side.</summary>
/// <remarks>
/// Nothing else calls <see cref="TenantSession.CrossAsync"/> (a test keeps that). Every way across is one named method
/// here, and each writes only what the other side may see: names and public numbers, the connection, bills and
/// transactions; never aliases, tags, payment methods' numbers or documents.
/// </remarks>
internal static class BothSides
{
    /// <summary>Makes a business known by its new name and numbers to every organization that is connected with it.</summary>
    public static async Task RenamePartyAsync(TenantSession session, Business business, CancellationToken cancel)
    {
        foreach (var other in await OthersOfAsync(session, business.Id, cancel))
        {
            await session.CrossAsync(other, far => PutPartyAsync(far, business, session.Organization, cancel), cancel);
        }
    }

    /// <summary>Writes a business of <paramref name="home"/> into another organization's directory of parties.</summary>
    private static Task<int> PutPartyAsync(TenantSession far, Business business, OrganizationId home, CancellationToken cancel) => far.Sql(
        """
        insert into parties (organization_id, id, home_organization_id, name, siren, siret, vat, ein)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (organization_id, id) do update
        set name = excluded.name, siren = excluded.siren, siret = excluded.siret, vat = excluded.vat, ein = excluded.ein
        """,
        business.Id.Value, home.Value, business.Name, business.Numbers.Siren?.Text, business.Numbers.Siret?.Text, business.Numbers.Vat?.Text,
        business.Numbers.Ein?.Text).ExecuteAsync(cancel);

    private static async Task<List<OrganizationId>> OthersOfAsync(TenantSession session, BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select distinct case when payer_id = $2 then payee_organization_id else payer_organization_id end
            from network_connections
            where organization_id = $1 and status <> 'pending' and (payer_id = $2 or payee_id = $2)
            """,
            business.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var others = new List<OrganizationId>();
        while (await row.ReadAsync(cancel))
        {
            if (row.GetGuid(0) != session.Organization.Value)
            {
                others.Add(new OrganizationId(row.GetGuid(0)));
            }
        }

        return others;
    }
}
