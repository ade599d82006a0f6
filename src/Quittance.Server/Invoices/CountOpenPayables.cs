using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>How many bills each business has before it or still has to pay.</summary>
internal sealed class CountOpenPayables(Database database)
{
    /// <returns>By payer; a business without open bills is missing.</returns>
    public async Task<IReadOnlyDictionary<BusinessId, long>> RunAsync(Caller caller, IReadOnlyList<BusinessId> payers, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await using var command = session.Sql(
            """
            select i.payer_id, count(*)
            from invoices i
            join businesses b on b.organization_id = i.organization_id and b.id = i.payer_id
            where i.organization_id = $1 and i.payer_id = any ($2) and i.status in ('submitted', 'approved', 'scheduled', 'paying', 'failed')
            group by i.payer_id
            """,
            payers.Select(payer => payer.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var counts = new Dictionary<BusinessId, long>();
        while (await row.ReadAsync(cancel))
        {
            counts.Add(new BusinessId(row.GetGuid(0)), row.GetInt64(1));
        }

        return counts;
    }
}
