using Quittance.Server.Api.Payments;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>What a filter of bills names by id, foreign id or name, as ids; null where it names nothing of the kind.</summary>
internal sealed record NamedOfInvoices(Guid[]? Entities, Guid[]? Payers, Guid[]? Payees, Guid[]? Invoices, Guid[]? Approvers, Guid[]? Creators, IReadOnlyList<Guid> PayeesByName)
{
    /// <summary>Looks everything up past the business wall: a name only ever narrows what the caller sees anyway.</summary>
    public static Task<NamedOfInvoices> FindAsync(TenantSession session, InvoiceSearchFilter filter, CancellationToken cancel) => session.PastTheBusinessWallAsync(
        async () => new NamedOfInvoices(
            Both(await BusinessesAsync(session, filter.Entities, cancel), await MembersAsync(session, filter.Group, cancel)),
            await BusinessesAsync(session, filter.Payers, cancel),
            await BusinessesAsync(session, filter.Payees, cancel),
            await InvoicesAsync(session, filter.Invoices, cancel),
            await UsersAsync(session, filter.Approvers, cancel),
            await UsersAsync(session, filter.Creators, cancel),
            filter.Search is { } search ? await NamedLikeAsync(session, Folding.Fold(search), cancel) : []),
        cancel);

    private static Guid[]? Both(Guid[]? one, Guid[]? other) => one is null || other is null ? one ?? other : [.. one.Intersect(other)];

    private static async Task<Guid[]?> BusinessesAsync(TenantSession session, IReadOnlyList<string> texts, CancellationToken cancel) => texts.Count == 0
        ? null
        : await IdsAsync(
            session,
            """
            select coalesce(p.id, b.id)
            from unnest($2::text[], $3::uuid[]) as t (name, id)
            left join parties p on p.organization_id = $1 and p.id = t.id
            left join businesses b on b.organization_id = $1 and b.foreign_id = t.name
            where coalesce(p.id, b.id) is not null
            """,
            [texts.ToArray(), Ids(PaymentsIds.Entity, texts)],
            cancel);

    private static async Task<Guid[]?> MembersAsync(TenantSession session, string? group, CancellationToken cancel) => group is null
        ? null
        : await IdsAsync(
            session,
            """
            select m.business_id
            from business_group_members m
            where m.organization_id = $1 and m.group_id = coalesce(
                (select g.id from business_groups g where g.organization_id = $1 and g.id = $3),
                (select g.id from business_groups g where g.organization_id = $1 and g.foreign_id = $2))
            """,
            [group, Api.Ids.ReadOrNone(PaymentsIds.EntityGroup, group)],
            cancel);

    private static async Task<Guid[]?> InvoicesAsync(TenantSession session, IReadOnlyList<string> texts, CancellationToken cancel) => texts.Count == 0
        ? null
        : await IdsAsync(
            session,
            """
            select coalesce(i.id, p.invoice_id)
            from unnest($2::text[], $3::uuid[]) as t (name, id)
            left join invoices i on i.organization_id = $1 and i.id = t.id
            left join invoice_plans p on p.organization_id = $1 and p.foreign_id = t.name and i.id is null
            where coalesce(i.id, p.invoice_id) is not null
            """,
            [texts.ToArray(), Ids(PaymentsIds.Invoice, texts)],
            cancel);

    // Who was removed is still named by what they approved.
    private static async Task<Guid[]?> UsersAsync(TenantSession session, IReadOnlyList<string> texts, CancellationToken cancel) => texts.Count == 0
        ? null
        : await IdsAsync(
            session,
            "select id from business_users where organization_id = $1 and (id = any ($3) or foreign_id = any ($2))",
            [texts.ToArray(), Ids(PaymentsIds.User, texts)],
            cancel);

    private static async Task<IReadOnlyList<Guid>> NamedLikeAsync(TenantSession session, string search, CancellationToken cancel)
    {
        await using var command = session.Sql("select id, name from parties where organization_id = $1");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<Guid>();
        while (await row.ReadAsync(cancel))
        {
            if (Folding.Fold(row.GetString(1)).Contains(search, StringComparison.Ordinal))
            {
                found.Add(row.GetGuid(0));
            }
        }

        return found;
    }

    private static Guid[] Ids(string prefix, IReadOnlyList<string> texts) => [.. texts.Select(text => Api.Ids.ReadOrNone(prefix, text))];

    private static async Task<Guid[]> IdsAsync(
        TenantSession session, [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, object?[] values, CancellationToken cancel)
    {
        await using var command = session.Sql(sql, values);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var ids = new HashSet<Guid>();
        while (await row.ReadAsync(cancel))
        {
            ids.Add(row.GetGuid(0));
        }

        return [.. ids];
    }
}
