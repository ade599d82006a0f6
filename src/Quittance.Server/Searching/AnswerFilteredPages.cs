using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Answers a filtered search in one round trip to the database, where nothing has changed since this process last asked.</summary>
/// <remarks>
/// The page is found first, in the segments as they are here; the round trip fetches it and asks for the numbers that confirm it, all as of
/// one moment. Whatever is not as expected (a foreign id, a segment that is missing or old, a party whose JSON is not at hand) has no
/// answer here: then <see cref="SearchTransactions"/> goes the ordinary way from its beginning, which also finds the words for a refusal.
/// </remarks>
internal sealed class AnswerFilteredPages(PageSource source, PartCache parts, SegmentCache segments, PartyNamesCache names)
{
    /// <param name="after">The transaction that the page before ended with.</param>
    /// <param name="limit">At most 100.</param>
    /// <returns>Null when the request has to go the ordinary way.</returns>
    public async Task<ShownJson?> FindAsync(Caller caller, TransactionFilter filter, Guid? after, int limit, CancellationToken cancel)
    {
        var organization = caller.Organization;
        var knownNames = names.Of(organization);
        if (filter.IsPlain || parts.KnownOf(organization) is not { } knownParts || Things(filter, knownNames) is not { } things
            || !things.AreOfOne(caller, out var payer))
        {
            return null;
        }

        var known = segments.Of(organization, things.Payers);
        if (payer is not null && known.Count == 0)
        {
            return null;
        }

        var guess = new TransactionSearch(caller, filter, things, after, limit + 1).Find(known, knownNames);
        await using var batch = source.Batch();
        batch.BatchCommands.Add(TenantSession.EnteringPart(organization, caller.Businesses));
        batch.BatchCommands.Add(PlainPage.Head(organization, payer, after, knownParts));
        batch.BatchCommands.Add(FoundDocuments.Question(organization, guess.Page));
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        if (!await row.ReadAsync(cancel) || PlainPage.HeadIn(row) is not { IsCursorKnown: true } head)
        {
            return null;
        }

        parts.Advance(organization, knownParts, head.State.Parties, head.ChangedParties);
        if (head.State.Transactions != known.Sum(segment => segment.Change) || (filter.Search is not null && head.State.Parties != knownNames.Change))
        {
            return null;
        }

        await row.NextResultAsync(cancel);
        var documents = await FoundDocuments.TakeAsync(row, cancel);
        return guess.Page.All(documents.ContainsKey)
            ? SplicedPage.Of([.. guess.Page.Select(id => documents[id])], limit, guess.Count, parts, head.State.Parties, caller)
            : null;
    }

    // Ids that are a party's are ids, which go before foreign ids, and stay so. Null where anything else is named.
    private static NamedThings? Things(TransactionFilter filter, PartyNames knownNames)
    {
        return filter is { Group: null, Invoices.Count: 0 } && Known(filter.Payers, out var payers) && Known(filter.Vendors, out var vendors) && Known(filter.Creators, out var creators)
            ? new NamedThings(payers, vendors, creators, filter.Ids.Count == 0 ? null : filter.Ids.ToHashSet())
            : null;

        bool Known(IReadOnlyList<string> texts, out IReadOnlySet<Guid>? ids)
        {
            ids = texts.Count == 0 ? null : texts.Select(text => Ids.ReadOrNone(PaymentsIds.Entity, text)).ToHashSet();
            return ids is null || ids.All(knownNames.Names.ContainsKey);
        }
    }
}
