using System.Text.Json;
using Quittance.Domain.Businesses;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Entities in answers of their own, where they come with what was asked for and no more.</summary>
internal static class ShowEntities
{
    public static async Task<ShownJson> ShowEntityAsync(
        this TenantSession session, Caller caller, BusinessId id, EntityExtras extras, CancellationToken cancel)
    {
        await session.Businesses.GetAsync(id, cancel);
        var entity = (await session.EntitiesAsync([id], extras, cancel))[0];
        return await Show.DocumentAsync(session, caller, PaymentsJson.Write(entity), null, cancel);
    }

    public static async Task<ShownJson> ShowEntitiesAsync(
        this TenantSession session, Caller caller, IReadOnlyList<BusinessId> ids, long count, bool hasMore, EntityExtras extras, CancellationToken cancel)
    {
        var entities = await session.EntitiesAsync(ids, extras, cancel);
        return await Show.PageAsync(session, caller, [.. entities.Select(entity => (ReadOnlyMemory<byte>)PaymentsJson.Write(entity))], count, hasMore, null, cancel);
    }

    /// <summary>Entities as an array, without a count.</summary>
    public static async Task<ShownJson> ShowEntitiesAsync(
        this TenantSession session, Caller caller, IReadOnlyList<BusinessId> ids, EntityExtras extras, CancellationToken cancel)
    {
        var entities = await session.EntitiesAsync(ids, extras, cancel);
        return await Show.ArrayAsync(session, caller, [.. entities.Select(entity => (ReadOnlyMemory<byte>)PaymentsJson.Write(entity))], cancel);
    }

    /// <summary>Those of <paramref name="ids"/> that the session sees, in their order.</summary>
    public static async Task<IReadOnlyList<EntityResponse>> EntitiesAsync(
        this TenantSession session, IReadOnlyList<BusinessId> ids, EntityExtras extras, CancellationToken cancel)
    {
        var found = await ShownEntities.ReadAsync(session, [.. ids.Select(id => id.Value)], cancel);
        var metadata = extras.MetadataKeys.Count == 0 ? null : await session.MetadataOfAsync(ids, extras.MetadataKeys, cancel);
        return
        [
            .. ids.Where(id => found.ContainsKey(id.Value)).Select(id => found[id.Value] with
            {
                Metadata = metadata?.GetValueOrDefault(id.Value, []),
                PaymentMethods = extras.PaymentMethods ? found[id.Value].PaymentMethods : null,
                CounterpartyType = null,
            }),
        ];
    }

    /// <summary>What is noted of those of <paramref name="ids"/> that the session sees.</summary>
    /// <param name="keys">Null for everything.</param>
    public static async Task<Dictionary<Guid, Dictionary<string, string>>> MetadataOfAsync(
        this TenantSession session, IReadOnlyList<BusinessId> ids, IReadOnlyList<string>? keys, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select b.id, coalesce(jsonb_object_agg(pair.key, pair.value) filter (where pair.key is not null), '{}')
            from businesses b
            left join lateral jsonb_each_text(b.metadata) pair on $3::text[] is null or pair.key = any ($3)
            where b.organization_id = $1 and b.id = any ($2)
            group by b.id
            """,
            ids.Select(id => id.Value).ToArray(), keys?.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var metadata = new Dictionary<Guid, Dictionary<string, string>>();
        while (await row.ReadAsync(cancel))
        {
            metadata.Add(row.GetGuid(0), JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(1), StoredJson.Options)!);
        }

        return metadata;
    }
}
