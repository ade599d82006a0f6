using Quittance.Domain.Businesses;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Searching;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Which businesses are wanted. What is null or empty does not narrow; values of one list are alternatives.</summary>
/// <param name="Name">A part of the name, in any case.</param>
/// <param name="Search">A part of the name, the e-mail address or the address for bills, in any case.</param>
internal sealed record BusinessFilter(
    bool CustomersOnly, bool? IsPayor, bool? IsPayee, IReadOnlyList<VerificationStatus> Statuses, IReadOnlyList<string> ForeignIds, string? Name,
    string? Search, IReadOnlyList<MetadataFilter> Metadata);

/// <summary>Lists the businesses that the caller sees, newest first.</summary>
internal sealed class FindBusinesses(Database database)
{
    // Positions are compared, so a caller's % or _ is just a character; ICU folds letters of every script alike in every database.
    private const string Matching =
        $"""
        from businesses b
        join parties p on p.organization_id = b.organization_id and p.id = b.id
        left join business_profiles f on f.organization_id = b.organization_id and f.business_id = b.id
        where b.organization_id = $1
          and f.archived_at is null
          and (not $2 or coalesce(f.is_customer, true))
          and not exists ({MetadataConditions.Unmet})
          and ($4::boolean is null or coalesce(f.is_payor, true) = $4)
          and ($5::boolean is null or coalesce(f.is_payee, true) = $5)
          and (cardinality($6::text[]) = 0 or coalesce(f.status, 'unverified') = any ($6))
          and (cardinality($7::text[]) = 0 or b.foreign_id = any ($7))
          and ($8::text is null or strpos(lower(p.name collate "und-x-icu"), lower($8 collate "und-x-icu")) > 0)
          and ($9::text is null
              or strpos(lower(p.name collate "und-x-icu"), lower($9 collate "und-x-icu")) > 0
              or strpos(lower(b.email collate "und-x-icu"), lower($9 collate "und-x-icu")) > 0
              or strpos(lower(f.email_to collate "und-x-icu"), lower($9 collate "und-x-icu")) > 0)
        """;

    /// <param name="startingAfter">The last business of the page before, by its id or foreign id.</param>
    /// <param name="extras">What is shown beside the businesses themselves.</param>
    public async Task<ShownJson> RunAsync(
        Caller caller, BusinessFilter filter, string? startingAfter, int limit, EntityExtras extras, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var after = startingAfter is null ? (BusinessId?)null : await session.ResolveBusinessAsync(startingAfter, cancel);
        var count = await CountAsync(session, filter, cancel);
        var found = await ReadAsync(session, filter, after, limit + 1, cancel);
        return await session.ShowEntitiesAsync(caller, [.. found.Take(limit)], count, found.Count > limit, extras, cancel);
    }

    /// <summary>The businesses that follow another one in the list.</summary>
    /// <param name="after">None follow one that the session does not see.</param>
    /// <param name="most">So many, or all that are left.</param>
    public static async Task<IReadOnlyList<BusinessId>> ReadAsync(TenantSession session, BusinessFilter filter, BusinessId? after, int most, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select b.id {Matching}
              and ($10::uuid is null or (b.created_at, b.id) < (select a.created_at, a.id from businesses a where a.organization_id = $1 and a.id = $10))
            order by b.created_at desc, b.id desc
            limit $11
            """,
            [.. Values(filter), after?.Value, most]);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<BusinessId>();
        while (await row.ReadAsync(cancel))
        {
            found.Add(new BusinessId(row.GetGuid(0)));
        }

        return found;
    }

    private static async Task<long> CountAsync(TenantSession session, BusinessFilter filter, CancellationToken cancel)
    {
        await using var command = session.Sql($"select count(*) {Matching}", Values(filter));
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static object?[] Values(BusinessFilter filter) =>
    [
        filter.CustomersOnly, MetadataConditions.Parameter(filter.Metadata), filter.IsPayor, filter.IsPayee, filter.Statuses.Select(Words.Of).ToArray(),
        filter.ForeignIds.ToArray(), filter.Name, filter.Search,
    ];
}
