using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Answers the search that people wait for most, the newest transactions and those after them, in one round trip to the database.</summary>
/// <remarks>
/// The first part of the batch asks who presents the token and enters as them, so the walls stand for the rest as in any session; the
/// organization that this process remembers of the token is only what the other parts look for. Whatever is not as expected (an
/// unknown token, a permission that is missing, a party whose JSON is not at hand) has no answer here: then the request goes
/// the ordinary way from its beginning, which also finds the words for a refusal.
/// </remarks>
internal sealed class AnswerPlainPages(PageSource source, PartCache parts, KnownTokens tokens, BuildDocuments backlog, TimeProvider clock)
{


    /// <param name="token">As it was presented.</param>
    /// <param name="permission">What the caller has to hold.</param>
    /// <param name="payer">Null for all of them.</param>
    /// <param name="after">The transaction that the page before ended with.</param>
    /// <param name="limit">At most 100.</param>
    /// <returns>Null when the request has to go the ordinary way.</returns>
    public async Task<SplicedPage?> FindAsync(string token, string permission, Guid? payer, Guid? after, int limit, CancellationToken cancel)
    {
        var hash = Token.HashOf(token);
        if (tokens.OrganizationOf(hash) is not { } organization || !backlog.IsFinished(organization) || parts.KnownOf(organization) is not { } known)
        {
            return null;
        }

        await using var batch = Batch(hash, organization, payer, after ?? Guid.AllBitsSet, limit + 1, known);
        await using var row = await batch.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel) || CallerQuestion.Read(row, null) is not { } caller
            || caller.Organization != organization || !caller.Permissions.Contains(permission) || !SeesAll(caller, payer))
        {
            return null;
        }

        await row.NextResultAsync(cancel);
        await row.ReadAsync(cancel);
        if (await row.IsDBNullAsync(0, cancel) || !row.GetBoolean(3))
        {
            return null;
        }

        var (count, freshAt) = (row.GetInt64(0), row.GetInt64(1));
        parts.Advance(organization, known, freshAt, row.GetFieldValue<Guid[]>(2));
        await row.NextResultAsync(cancel);
        var documents = new List<byte[]>(limit + 1);
        while (documents.Count <= limit && await row.ReadAsync(cancel))
        {
            documents.Add(row.GetFieldValue<byte[]>(1));
        }

        return SplicedPage.Of(documents, limit, count, parts, freshAt, caller);
    }

    private static bool SeesAll(Caller caller, Guid? payer) => payer is { } one ? caller.Sees(new BusinessId(one)) : caller.Businesses is null;

    [SuppressMessage("Security", "CA2100", Justification = "The texts are constants.")]
    private NpgsqlBatch Batch(byte[] hash, OrganizationId organization, Guid? payer, Guid below, int rows, long known)
    {
        var batch = source.Batch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(CallerQuestion.EnteringText) { Parameters = { Value(hash), Value(clock.GetUtcNow()) } });
        batch.BatchCommands.Add(payer is { } ofOne
            ? new NpgsqlBatchCommand(PlainPage.HeadOfPayer) { Parameters = { Value(organization.Value), Value(below), Value(ofOne), Value(known) } }
            : new NpgsqlBatchCommand(PlainPage.HeadOfAll) { Parameters = { Value(organization.Value), Value(below), Value(known) } });
        batch.BatchCommands.Add(payer is { } one
            ? new NpgsqlBatchCommand(PlainPage.TextOfPayer(rows)) { Parameters = { Value(organization.Value), Value(below), Value(one) } }
            : new NpgsqlBatchCommand(PlainPage.TextOfAll(rows)) { Parameters = { Value(organization.Value), Value(below) } });
        return batch;
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
