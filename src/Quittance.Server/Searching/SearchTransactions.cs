using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Finds transactions, newest first: by any filter, counted exactly.</summary>
/// <remarks>
/// Filters are applied in this process, over segments that hold what is searched of each payer's transactions. Every search asks the
/// database what has changed since, and takes that in before it looks. So whatever was committed before a search is found by it, on
/// whichever server it runs (docs/architecture.md). Mostly nothing has changed: then <see cref="AnswerFilteredPages"/> has answered.
/// </remarks>
internal sealed class SearchTransactions(Database database, SegmentCache segments, PartyNamesCache names, BuildDocuments backlog, AnswerFilteredPages shortWay)
{
    /// <param name="startingAfter">The last transaction of the page before; one that the caller does not see is an unknown one.</param>
    /// <param name="limit">At most 100.</param>
    public async Task<ShownJson> RunAsync(Caller caller, TransactionFilter filter, TransactionId? startingAfter, int limit, CancellationToken cancel)
    {
        await backlog.FinishAsync(caller.Organization, cancel);
        if (await shortWay.FindAsync(caller, filter, startingAfter?.Value, limit, cancel) is { } answer)
        {
            return answer;
        }

        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        var things = await NamedThings.FindAsync(session, filter, cancel);
        var page = filter.IsPlain && things.AreOfOne(caller, out var payer)
            ? await PlainAsync(session, payer, startingAfter?.Value, limit, cancel)
            : await FindAsync(session, caller, filter, things, startingAfter?.Value, limit, cancel);
        return await Show.PageAsync(session, caller, page.Documents, page.Count, page.HasMore, page.FreshAt, cancel);
    }

    private static async Task<FoundPage> PlainAsync(TenantSession session, Guid? payer, Guid? after, int limit, CancellationToken cancel)
    {
        var freshness = new FreshnessQuestion(session);
        await using var batch = session.Batch(
            freshness.Part, PlainPage.Count(session, payer), Exists(session, after), PlainPage.Documents(session.Organization, payer, after, limit + 1));
        await using var row = await batch.ExecuteReaderAsync(cancel);
        var freshAt = await freshness.TakeAsync(row, cancel);
        await row.NextResultAsync(cancel);
        await row.ReadAsync(cancel);
        var count = row.GetInt64(0);
        await TakeExistsAsync(row, cancel);
        await row.NextResultAsync(cancel);
        var documents = new List<ReadOnlyMemory<byte>>();
        var rows = 0;
        while (await row.ReadAsync(cancel) && ++rows <= limit)
        {
            documents.Add(row.GetFieldValue<byte[]>(1));
        }

        return new FoundPage(documents, count, rows > limit, freshAt);
    }

    private async Task<FoundPage> FindAsync(
        TenantSession session, Caller caller, TransactionFilter filter, NamedThings things, Guid? after, int limit, CancellationToken cancel)
    {
        var payers = await CandidatesAsync(session, caller, things, cancel);
        var known = segments.Of(session.Organization, payers);
        var (freshAt, heads, changes, freshNames) = await AskAsync(session, payers, known, after, cancel);
        var search = new TransactionSearch(caller, filter, things, after, limit + 1);
        var found = FoundIds.None;
        foreach (var segment in known)
        {
            var fresh = changes.Contains(segment.PayerId) ? segment.With([.. changes[segment.PayerId]], heads[segment.PayerId]) : segment;
            segments.Put(session.Organization, fresh);
            found = search.Add(found, fresh, freshNames);
        }

        foreach (var payer in heads.Keys.Except(known.Select(segment => segment.PayerId)))
        {
            var loaded = await session.PastTheBusinessWallAsync(() => SegmentQuestions.LoadAsync(session, payer, heads[payer], cancel), cancel);
            segments.Put(session.Organization, loaded);
            found = search.Add(found, loaded, freshNames);
        }

        return found.With(await FoundDocuments.ReadAsync(session, found.Page, cancel), limit, freshAt);
    }

    // What has changed since this process last asked; all as of one moment.
    private async Task<(long FreshAt, Dictionary<Guid, long> Heads, ILookup<Guid, SegmentRow> Changes, PartyNames Names)> AskAsync(
        TenantSession session, IReadOnlySet<Guid>? payers, List<Segment> known, Guid? after, CancellationToken cancel)
    {
        var knownNames = names.Of(session.Organization);
        var freshness = new FreshnessQuestion(session);
        await using var batch = session.Batch(
        [
            SegmentQuestions.KeepPlans(session), freshness.Part, Exists(session, after),
            .. session.SeesAll ? (NpgsqlBatchCommand[])[] : [session.SeeAllPart()],
            SegmentQuestions.Heads(session, payers), SegmentQuestions.Changes(session, known), SegmentQuestions.Names(session, knownNames),
            .. session.SeesAll ? (NpgsqlBatchCommand[])[] : [session.EnterPart()],
        ]);
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        var freshAt = await freshness.TakeAsync(row, cancel);
        await TakeExistsAsync(row, cancel);
        await row.NextResultAsync(cancel);
        if (!session.SeesAll)
        {
            await row.NextResultAsync(cancel);
        }

        var heads = await SegmentQuestions.TakeHeadsAsync(row, cancel);
        await row.NextResultAsync(cancel);
        var changes = await SegmentQuestions.TakeChangesAsync(row, cancel);
        await row.NextResultAsync(cancel);
        var freshNames = await SegmentQuestions.TakeNamesAsync(row, knownNames, freshAt, cancel);
        names.Put(session.Organization, freshNames);
        return (freshAt, heads, changes, freshNames);
    }

    // The payers whose transactions may be wanted; null for all of the organization. A bill's parties are always connected.
    private static async Task<IReadOnlySet<Guid>?> CandidatesAsync(TenantSession session, Caller caller, NamedThings things, CancellationToken cancel)
    {
        if (caller.Businesses is not { } seen || (things.Payers is { } asked && asked.All(payer => seen.Contains(payer))))
        {
            return things.Payers;
        }

        await using var command = session.Sql(
            """
            select id from unnest($2::uuid[]) as seen (id)
            union
            select payer_id from network_connections where organization_id = $1 and payee_id = any ($2) and payer_id is not null
            """,
            seen.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var payers = new HashSet<Guid>();
        while (await row.ReadAsync(cancel))
        {
            payers.Add(row.GetGuid(0));
        }

        if (things.Payers is { } wanted)
        {
            payers.IntersectWith(wanted);
        }

        return payers;
    }

    private static NpgsqlBatchCommand Exists(TenantSession session, Guid? id) => session.Part(
        "select $2::uuid is null or exists (select from transaction_documents where organization_id = $1 and id = $2)",
        new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });

    private static async Task TakeExistsAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        await row.NextResultAsync(cancel);
        await row.ReadAsync(cancel);
        if (!row.GetBoolean(0))
        {
            throw new RefusedException(Refusal.NotFound, "There is no such transaction.");
        }
    }
}
