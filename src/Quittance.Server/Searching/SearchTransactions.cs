using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Finds transactions, newest first: by any filter, counted exactly.</summary>
/// <remarks>
/// Filters are applied in this process, over segments that hold what is searched of each payer's transactions. Every search asks the
/// database what has changed, in the same round trip that fetches the page which was found without; only if something has, it looks
/// again. So whatever was committed before a search is found by it, on whichever server it runs (docs/architecture.md).
/// </remarks>
internal sealed class SearchTransactions(Database database, SegmentCache segments, PartyNamesCache names, BuildDocuments backlog)
{
    /// <param name="startingAfter">The last transaction of the page before; one that the caller does not see is an unknown one.</param>
    /// <param name="limit">At most 100.</param>
    public async Task<ShownJson> RunAsync(Caller caller, TransactionFilter filter, TransactionId? startingAfter, int limit, CancellationToken cancel)
    {
        await backlog.FinishAsync(caller.Organization, cancel);
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        var things = KnownThings(caller.Organization, filter) ?? await NamedThings.FindAsync(session, filter, cancel);
        var page = filter.IsPlain && IsSeenWhole(caller, things.Payers, out var payer)
            ? await PlainAsync(session, payer, startingAfter?.Value, limit, cancel)
            : await FindAsync(session, caller, filter, things, startingAfter?.Value, limit, cancel);
        return await Show.PageAsync(session, caller, page.Documents, page.Count, page.HasMore, page.FreshAt, cancel);
    }

    // Payers whose segments are here need not be looked up: their ids are ids, which go before foreign ids, and stay so. Null where anything else is named.
    private NamedThings? KnownThings(OrganizationId organization, TransactionFilter filter)
    {
        if (filter.Payers.Count == 0 || (filter with { Payers = [] }).NamesThings)
        {
            return null;
        }

        var payers = filter.Payers.Select(text => Ids.ReadOrNone(PaymentsIds.Entity, text)).ToHashSet();
        return segments.Of(organization, payers).Count == payers.Count ? new NamedThings(payers, null, null, filter.Ids.Count == 0 ? null : filter.Ids.ToHashSet()) : null;
    }

    // Whether the page is all transactions of the organization, or of one payer all of whose transactions the caller sees.
    private static bool IsSeenWhole(Caller caller, IReadOnlySet<Guid>? payers, out Guid? payer)
    {
        payer = payers is { Count: 1 } ? payers.Single() : null;
        return payers is null ? caller.Businesses is null : payer is { } one && caller.Sees(new BusinessId(one));
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
        var knownNames = names.Of(session.Organization);
        var search = new TransactionSearch(caller, filter, things, after, limit + 1);

        // What was found without asking is right as long as nothing has changed, which is so nearly always.
        var guess = search.Find(known, knownNames);
        var freshness = new FreshnessQuestion(session);
        await using var batch = session.Batch(
        [
            SegmentQuestions.KeepPlans(session), freshness.Part, Exists(session, after),
            .. session.SeesAll ? (NpgsqlBatchCommand[])[] : [session.SeeAllPart()],
            SegmentQuestions.Heads(session, payers), SegmentQuestions.Changes(session, known),
            .. filter.Search is null ? (NpgsqlBatchCommand[])[] : [SegmentQuestions.Names(session, knownNames)],
            .. session.SeesAll ? (NpgsqlBatchCommand[])[] : [session.EnterPart()],
            Documents(session, guess.Page),
        ]);
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        var freshAt = await freshness.TakeAsync(row, cancel);
        await TakeExistsAsync(row, cancel);
        await SkipWallAsync(session, row, cancel);
        await row.NextResultAsync(cancel);
        var heads = await SegmentQuestions.TakeHeadsAsync(row, cancel);
        await row.NextResultAsync(cancel);
        var changes = await SegmentQuestions.TakeChangesAsync(row, cancel);
        var freshNames = knownNames;
        if (filter.Search is not null)
        {
            await row.NextResultAsync(cancel);
            freshNames = await SegmentQuestions.TakeNamesAsync(row, knownNames, freshAt, cancel);
            names.Put(session.Organization, freshNames);
        }

        await SkipWallAsync(session, row, cancel);
        await row.NextResultAsync(cancel);
        var documents = await TakeDocumentsAsync(row, cancel);
        if (changes.Count == 0 && known.Count == heads.Count && ReferenceEquals(knownNames.Names, freshNames.Names))
        {
            return guess.With(documents, limit, freshAt);
        }

        await row.DisposeAsync();
        return await FindAgainAsync(session, search, known, freshNames, heads, changes, limit, freshAt, cancel);
    }

    // Who sees everything goes through no wall.
    private static Task<bool> SkipWallAsync(TenantSession session, NpgsqlDataReader row, CancellationToken cancel) =>
        session.SeesAll ? Task.FromResult(true) : row.NextResultAsync(cancel);

    private async Task<FoundPage> FindAgainAsync(
        TenantSession session, TransactionSearch search, List<Segment> known, PartyNames freshNames, Dictionary<Guid, long> heads,
        ILookup<Guid, SegmentRow> changes, int limit, long freshAt, CancellationToken cancel)
    {
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

        await using var batch = session.Batch(Documents(session, found.Page));
        await using var row = await batch.ExecuteReaderAsync(cancel);
        return found.With(await TakeDocumentsAsync(row, cancel), limit, freshAt);
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

    // Through the walls: what is found in a segment and must not be seen would be missing here.
    private static NpgsqlBatchCommand Documents(TenantSession session, IReadOnlyList<Guid> ids) => session.Part(
        "select d.id, d.document from transaction_documents d where d.organization_id = $1 and d.id = any ($2)", ids.ToArray());

    private static async Task<Dictionary<Guid, byte[]>> TakeDocumentsAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        var documents = new Dictionary<Guid, byte[]>();
        while (await row.ReadAsync(cancel))
        {
            documents.Add(row.GetGuid(0), row.GetFieldValue<byte[]>(1));
        }

        return documents;
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
