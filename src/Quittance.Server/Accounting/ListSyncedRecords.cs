using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Which synced records are wanted.</summary>
/// <param name="ObjectType">The dialect's word; one that is never synchronised here finds nothing.</param>
/// <param name="ObjectIds">Null for all.</param>
internal sealed record SyncedRecordFilter(string ObjectType, IReadOnlyList<Guid>? ObjectIds, TimeRange Created, TimeRange Updated);

/// <summary>The synced records of a business, also those of earlier connections.</summary>
internal sealed class ListSyncedRecords(Database database)
{
    private const string Here =
        $"""
        select {SyncedRecordView.Columns} {SyncedRecordView.From}
        where r.organization_id = $1 and r.business_id = $2 and r.object_type = $3 and ($4::uuid[] is null or r.object_id = any ($4))
            and r.created_at >= coalesce($5::timestamptz, '-infinity') and r.created_at < coalesce($6::timestamptz, 'infinity')
            and r.updated_at >= coalesce($7::timestamptz, '-infinity') and r.updated_at < coalesce($8::timestamptz, 'infinity')
        """;

    public async Task<TokenRows<SyncedRecordView>> RunAsync(Caller caller, BusinessId business, SyncedRecordFilter filter, TokenPage page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        object?[] values =
        [
            business.Value, filter.ObjectType, filter.ObjectIds?.ToArray(), filter.Created.From, filter.Created.Until, filter.Updated.From, filter.Updated.Until,
            page.FromTime, page.FromId, page.ReadMax,
        ];
        await using var command = (page.Sort, page.ReadsDown) switch
        {
            ("updated_at", false) => session.Sql($"{Here} and ($9::timestamptz is null or (r.updated_at, r.id) > ($9, $10::uuid)) order by r.updated_at, r.id limit $11", values),
            ("updated_at", true) => session.Sql($"{Here} and ($9::timestamptz is null or (r.updated_at, r.id) < ($9, $10::uuid)) order by r.updated_at desc, r.id desc limit $11", values),
            (_, false) => session.Sql($"{Here} and ($9::timestamptz is null or (r.created_at, r.id) > ($9, $10::uuid)) order by r.created_at, r.id limit $11", values),
            (_, true) => session.Sql($"{Here} and ($9::timestamptz is null or (r.created_at, r.id) < ($9, $10::uuid)) order by r.created_at desc, r.id desc limit $11", values),
        };
        return page.Of(await SyncedRecordView.ReadAllAsync(command, cancel));
    }
}
