using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Businesses;
using Quittance.Server.Searching;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Which counterparties are wanted. What is null or empty does not narrow.</summary>
/// <param name="Connected">Whether those are that the business is connected with.</param>
/// <param name="Network">Whether those are that offer themselves to all.</param>
/// <param name="Name">A part of the name, in any case.</param>
/// <param name="Search">A part of the name or the e-mail address, in any case.</param>
/// <param name="Counterparties">Ids or foreign ids.</param>
internal sealed record CounterpartyFilter(
    ConnectionRole Theirs, bool Connected, bool Network, string? Name, string? Search, IReadOnlyList<string> Counterparties, IReadOnlyList<MetadataFilter> Metadata);

/// <summary>Lists whom a business pays, or who pays it: the newest business first.</summary>
internal sealed class FindCounterparties(Database database)
{
    // $2 the business, $3 filters of metadata, $4 the role of those who are wanted. A hidden one is in no list, nor is one that was put away.
    private const string Matching =
        $"""
        from (
            select case $4 when 'payee' then c.payee_id else c.payer_id end as id, true as is_connected, false as is_network
            from connection_sides s
            join network_connections c on c.organization_id = s.organization_id and c.id = s.connection_id
            where $5 and s.organization_id = $1 and s.business_id = $2 and s.role <> $4 and s.hidden_at is null and c.status = 'active'
            union all
            select n.business_id, false, true
            from business_profiles n
            where n.organization_id = $1 and n.business_id <> $2 and case $4 when 'payee' then n.is_network_payee else n.is_network_payor end
              and ($6 or $5 and exists (
                  select from network_connections c
                  where c.organization_id = $1 and c.status = 'active'
                    and case $4 when 'payee' then c.payer_id = $2 and c.payee_id = n.business_id else c.payee_id = $2 and c.payer_id = n.business_id end))
              and not exists (
                  select from connection_sides s
                  join network_connections c on c.organization_id = s.organization_id and c.id = s.connection_id
                  where s.organization_id = $1 and s.business_id = $2 and s.role <> $4 and s.hidden_at is not null
                    and n.business_id = case $4 when 'payee' then c.payee_id else c.payer_id end)) o
        join parties p on p.organization_id = $1 and p.id = o.id
        left join businesses b on b.organization_id = $1 and b.id = o.id
        left join business_profiles f on f.organization_id = $1 and f.business_id = o.id
        where f.archived_at is null
          and not exists ({MetadataConditions.Unmet})
          and ($7::text is null or strpos(lower(p.name collate "und-x-icu"), lower($7 collate "und-x-icu")) > 0)
          and ($8::text is null
              or strpos(lower(p.name collate "und-x-icu"), lower($8 collate "und-x-icu")) > 0
              or strpos(lower(b.email collate "und-x-icu"), lower($8 collate "und-x-icu")) > 0)
          and (cardinality($9::text[]) = 0 or p.id = any ($10::uuid[]) or b.foreign_id = any ($9))
        """;

    /// <param name="business">Id or foreign id.</param>
    /// <param name="startingAfter">The last counterparty of the page before, by its id or foreign id.</param>
    public async Task<ShownJson> RunAsync(
        Caller caller, string business, CounterpartyFilter filter, string? startingAfter, int limit, CounterpartyExtras extras, CancellationToken cancel)
    {
        if (extras.InvoiceMetrics)
        {
            caller.RequireHolds([Permission.InvoicesRead], "see what bills there are");
        }

        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var own = await session.ResolveBusinessAsync(business, cancel);
        return await session.PastTheBusinessWallAsync(
            async () =>
            {
                var after = startingAfter is null ? (BusinessId?)null : await session.Counterparties.ResolveAsync(own, filter.Theirs, startingAfter, [], cancel);
                var count = await CountAsync(session, own, filter, cancel);
                var found = await ReadAsync(session, own, filter, after, limit + 1, cancel);
                return await session.ShowCounterpartiesAsync(caller, own, filter.Theirs, [.. found.Take(limit)], count, found.Count > limit, extras, cancel);
            },
            cancel);
    }

    private static async Task<long> CountAsync(TenantSession session, BusinessId own, CounterpartyFilter filter, CancellationToken cancel)
    {
        await using var command = session.Sql($"select count(distinct o.id) {Matching}", Values(own, filter));
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<List<FoundCounterparty>> ReadAsync(
        TenantSession session, BusinessId own, CounterpartyFilter filter, BusinessId? after, int limit, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select o.id, bool_or(o.is_connected), bool_or(o.is_network) {Matching}
              and ($11::uuid is null or o.id < $11)
            group by o.id
            order by o.id desc
            limit $12
            """,
            [.. Values(own, filter), after?.Value, limit]);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<FoundCounterparty>();
        while (await row.ReadAsync(cancel))
        {
            found.Add(new FoundCounterparty(new BusinessId(row.GetGuid(0)), row.GetBoolean(1), row.GetBoolean(2)));
        }

        return found;
    }

    private static object?[] Values(BusinessId own, CounterpartyFilter filter) =>
    [
        own.Value, MetadataConditions.Parameter(filter.Metadata), Words.Of(filter.Theirs), filter.Connected, filter.Network, filter.Name, filter.Search,
        filter.Counterparties.ToArray(), filter.Counterparties.Select(text => Ids.ReadOrNone(Api.Payments.PaymentsIds.Entity, text)).ToArray(),
    ];
}
