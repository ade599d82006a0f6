using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Answers the search that people wait for most, the newest transactions and those after them, in one round trip to the database.</summary>
/// <remarks>
/// The first part of the batch asks who presents the token and enters as them, so the walls stand for the rest as in any session; what
/// this process remembers of the token is only what the other parts look for. A page that was sent before is confirmed by its state alone,
/// without its rows. Whatever is not as expected (an unknown token, a permission that is missing, a party whose JSON is not at hand) has
/// no answer here: then the request goes the ordinary way from its beginning, which also finds the words for a refusal.
/// </remarks>
internal sealed class AnswerPlainPages(PageSource source, PartCache parts, KnownTokens tokens, KeptPages pages, BuildDocuments backlog, TimeProvider clock)
{
    /// <param name="token">As it was presented.</param>
    /// <param name="permission">What the caller has to hold.</param>
    /// <param name="payer">Null for all of them.</param>
    /// <param name="after">The transaction that the page before ended with.</param>
    /// <param name="limit">At most 100.</param>
    /// <returns>Null when the request has to go the ordinary way.</returns>
    public async Task<ShownJson?> FindAsync(string token, string permission, Guid? payer, Guid? after, int limit, CancellationToken cancel)
    {
        var hash = Token.HashOf(token);
        if (tokens.SightOf(hash) is not { } sight || !backlog.IsFinished(sight.Organization))
        {
            return null;
        }

        var place = new PagePlace(sight, payer, after, limit);
        return pages.Find(place) is { } kept && await IsConfirmedAsync(hash, permission, place, kept, cancel)
            ? kept.Again()
            : await ReadAsync(hash, permission, place, cancel);
    }

    private async Task<bool> IsConfirmedAsync(byte[] hash, string permission, PagePlace place, KeptPage kept, CancellationToken cancel)
    {
        await using var batch = Batch(hash, PlainPage.State(place.Sight.Organization, place.Payer));
        await using var row = await batch.ExecuteReaderAsync(cancel);
        return await CallerAsync(row, permission, place, cancel) is { } caller && Sight.Of(caller) == place.Sight
            && await row.NextResultAsync(cancel) && await row.ReadAsync(cancel) && PlainPage.StateIn(row) == kept.State;
    }

    private async Task<ShownJson?> ReadAsync(byte[] hash, string permission, PagePlace place, CancellationToken cancel)
    {
        var (organization, limit) = (place.Sight.Organization, place.Limit);
        if (parts.KnownOf(organization) is not { } known)
        {
            return null;
        }

        await using var batch = Batch(
            hash, PlainPage.Head(organization, place.Payer, place.After, known), PlainPage.Documents(organization, place.Payer, place.After, limit + 1));
        await using var row = await batch.ExecuteReaderAsync(cancel);
        if (await CallerAsync(row, permission, place, cancel) is not { } caller)
        {
            return null;
        }

        await row.NextResultAsync(cancel);
        if (!await row.ReadAsync(cancel) || PlainPage.HeadIn(row) is not { IsCursorKnown: true } head)
        {
            return null;
        }

        parts.Advance(organization, known, head.State.Parties, head.ChangedParties);
        await row.NextResultAsync(cancel);
        var documents = new List<byte[]>(limit + 1);
        while (documents.Count <= limit && await row.ReadAsync(cancel))
        {
            documents.Add(row.GetFieldValue<byte[]>(1));
        }

        if (SplicedPage.Of(documents, limit, head.Count, parts, head.State.Parties, caller) is not { } page)
        {
            return null;
        }

        pages.Keep(place with { Sight = Sight.Of(caller) }, new KeptPage(page, head.State));
        return page;
    }

    // Null for whoever may not have the page, or sees only a part of what it would hold.
    private static async Task<Caller?> CallerAsync(NpgsqlDataReader row, string permission, PagePlace place, CancellationToken cancel) =>
        await row.ReadAsync(cancel) && CallerQuestion.Read(row, null) is var caller
        && caller.Organization == place.Sight.Organization && caller.Permissions.Contains(permission)
        && (place.Payer is { } payer ? caller.Sees(new BusinessId(payer)) : caller.Businesses is null)
            ? caller
            : null;

    private NpgsqlBatch Batch(byte[] hash, params ReadOnlySpan<NpgsqlBatchCommand> parts)
    {
        var batch = source.Batch();
        batch.BatchCommands.Add(CallerQuestion.Entering(hash, clock.GetUtcNow()));
        foreach (var part in parts)
        {
            batch.BatchCommands.Add(part);
        }

        return batch;
    }
}
