using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>A key of bills' metadata, with the values that a business offers to choose from.</summary>
internal sealed record MetadataChoices(string Key, IReadOnlyList<string> Choices);

/// <summary>The table <c>business_metadata</c>.</summary>
internal readonly struct BusinessMetadataStore(TenantSession session)
{
    public async Task<IReadOnlyList<MetadataChoices>> ListAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select key, choices from business_metadata
            where organization_id = $1 and business_id = $2
            order by key collate "C"
            """,
            business.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var all = new List<MetadataChoices>();
        while (await row.ReadAsync(cancel))
        {
            all.Add(new MetadataChoices(row.GetString(0), row.GetFieldValue<string[]>(1)));
        }

        return all;
    }

    /// <summary>What is offered under a key: nothing where there is no such key.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(BusinessId business, string key, CancellationToken cancel)
    {
        await using var command = session.Sql("select choices from business_metadata where organization_id = $1 and business_id = $2 and key = $3", business.Value, key);
        return await command.ExecuteScalarAsync(cancel) as string[] ?? [];
    }

    public Task PutAsync(BusinessId business, MetadataChoices choices, CancellationToken cancel) => session.Sql(
        """
        insert into business_metadata (organization_id, business_id, key, choices) values ($1, $2, $3, $4)
        on conflict (organization_id, business_id, key) do update set choices = excluded.choices
        """,
        business.Value, choices.Key, choices.Choices.ToArray()).ExecuteAsync(cancel);

    /// <returns>How many keys went away.</returns>
    public Task<int> DeleteAsync(BusinessId business, string key, CancellationToken cancel) =>
        session.Sql("delete from business_metadata where organization_id = $1 and business_id = $2 and key = $3", business.Value, key).ExecuteAsync(cancel);
}
