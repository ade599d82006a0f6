using Quittance.Server.Hosting;
using Quittance.Server.Storage;

namespace Quittance.Server.Loading;

/// <summary>Keeps everything that loaded rows will name until the session ends, so that it need not be looked for again with each of them.</summary>
internal static class HoldLoadedNetwork
{
    /// <exception cref="OperatorException">Something has gone since it was read.</exception>
    public static async Task RunAsync(TenantSession session, LoadedNetwork network, CancellationToken cancel)
    {
        var vendors = network.Payers.SelectMany(payer => payer.Vendors).ToList();
        Guid[] businesses = [.. network.Payers.Select(payer => payer.Id).Concat(vendors.Select(vendor => vendor.Id)).Distinct()];
        Guid[] methods = [.. network.Payers.SelectMany(payer => payer.Methods.Values).Concat(vendors.SelectMany(vendor => vendor.Methods.Values)).Distinct()];
        Guid[] people = [.. network.Payers.SelectMany(payer => (Guid[])[payer.People.Clerk, payer.People.Approver, payer.People.Controller])];
        Guid[] connections = [.. vendors.Select(vendor => vendor.ConnectionId)];
        await using var command = session.Sql(
            """
            with p as materialized (select id from parties where organization_id = $1 and id = any ($2) order by id for key share),
                m as materialized (select id from payment_methods where organization_id = $1 and id = any ($3) order by id for key share),
                u as materialized (select id from business_users where organization_id = $1 and id = any ($4) order by id for key share),
                c as materialized (select id from network_connections where organization_id = $1 and id = any ($5) order by id for key share)
            select (select count(*) from p) + (select count(*) from m) + (select count(*) from u) + (select count(*) from c)
            """,
            businesses, methods, people, connections);
        if ((long)(await command.ExecuteScalarAsync(cancel))! < businesses.Length + methods.Length + people.Length + connections.Length)
        {
            throw new OperatorException("Businesses of the load were changed while it began. Start it again.");
        }
    }
}
