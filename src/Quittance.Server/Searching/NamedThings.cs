using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>What a filter names by id or foreign id, as ids; null where it names nothing of the kind.</summary>
internal sealed record NamedThings(IReadOnlySet<Guid>? Payers, IReadOnlySet<Guid>? Vendors, IReadOnlySet<Guid>? Creators, IReadOnlySet<Guid>? Transactions)
{
    /// <summary>Whether it is about all payers or about one, and the caller sees all of their transactions.</summary>
    /// <param name="payer">The one; null for all.</param>
    public bool AreOfOne(Caller caller, out Guid? payer)
    {
        payer = Payers is { Count: 1 } ? Payers.Single() : null;
        return Payers is null ? caller.Businesses is null : payer is { } one && caller.Sees(new BusinessId(one));
    }

    /// <summary>Looks everything up past the business wall: a name only ever narrows what the caller sees anyway.</summary>
    public static async Task<NamedThings> FindAsync(TenantSession session, TransactionFilter filter, CancellationToken cancel)
    {
        if (!filter.NamesThings)
        {
            return new NamedThings(null, null, null, filter.Ids.Count == 0 ? null : filter.Ids.ToHashSet());
        }

        return await session.PastTheBusinessWallAsync(
            async () =>
            {
                var businesses = await BusinessesAsync(session, [.. filter.Payers.Concat(filter.Vendors).Concat(filter.Creators).Distinct(StringComparer.Ordinal)], cancel);
                return new NamedThings(
                    Of(filter.Payers), Of(filter.Vendors),
                    Both(Of(filter.Creators), filter.Group is { } group ? await MembersAsync(session, group, cancel) : null),
                    Both(
                        filter.Ids.Count == 0 ? null : filter.Ids.ToHashSet(),
                        filter.Invoices.Count == 0 ? null : await PayingAsync(session, filter.Invoices, cancel)));

                HashSet<Guid>? Of(IReadOnlyList<string> texts) => texts.Count == 0 ? null : [.. texts.SelectMany(text => businesses[text])];
            },
            cancel);
    }

    // An id that exists goes before a foreign id of the same letters.
    private static async Task<ILookup<string, Guid>> BusinessesAsync(TenantSession session, string[] texts, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select t.name, coalesce(p.id, b.id)
            from unnest($2::text[], $3::uuid[]) as t (name, id)
            left join parties p on p.organization_id = $1 and p.id = t.id
            left join businesses b on b.organization_id = $1 and b.foreign_id = t.name
            where coalesce(p.id, b.id) is not null
            """,
            texts, texts.Select(text => Ids.ReadOrNone(PaymentsIds.Entity, text)).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<(string Text, Guid Id)>();
        while (await row.ReadAsync(cancel))
        {
            found.Add((row.GetString(0), row.GetGuid(1)));
        }

        return found.ToLookup(item => item.Text, item => item.Id, StringComparer.Ordinal);
    }

    private static async Task<HashSet<Guid>> MembersAsync(TenantSession session, string group, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select m.business_id
            from business_group_members m
            where m.organization_id = $1 and m.group_id = coalesce(
                (select g.id from business_groups g where g.organization_id = $1 and g.id = $3),
                (select g.id from business_groups g where g.organization_id = $1 and g.foreign_id = $2))
            """,
            group, Ids.ReadOrNone(PaymentsIds.EntityGroup, group));
        return await IdsAsync(command, cancel);
    }

    // A foreign id of a bill is unique only for the business that made it, so there may be several.
    private static async Task<HashSet<Guid>> PayingAsync(TenantSession session, IReadOnlyList<string> invoices, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select x.transaction_id
            from unnest($2::text[], $3::uuid[]) as t (name, id)
            left join invoices i on i.organization_id = $1 and i.id = t.id
            left join invoice_plans p on p.organization_id = $1 and p.foreign_id = t.name and i.id is null
            join transaction_invoices x on x.organization_id = $1 and x.invoice_id = coalesce(i.id, p.invoice_id)
            """,
            invoices.ToArray(), invoices.Select(text => Ids.ReadOrNone(PaymentsIds.Invoice, text)).ToArray());
        return await IdsAsync(command, cancel);
    }

    private static async Task<HashSet<Guid>> IdsAsync(Npgsql.NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var ids = new HashSet<Guid>();
        while (await row.ReadAsync(cancel))
        {
            ids.Add(row.GetGuid(0));
        }

        return ids;
    }

    private static HashSet<Guid>? Both(HashSet<Guid>? one, HashSet<Guid>? other) =>
        one is null || other is null ? one ?? other : [.. one.Where(other.Contains)];
}
