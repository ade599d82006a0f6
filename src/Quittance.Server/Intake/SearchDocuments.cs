using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>The bills that were delivered to the caller's businesses.</summary>
internal sealed class SearchDocuments(Database database)
{
    /// <param name="byChange">In the order of the last change, for callers who follow what is new; else the oldest first.</param>
    /// <param name="after">The last document of the page before.</param>
    public async Task<IReadOnlyList<DocumentView>> RunAsync(
        Caller caller, DocumentFilter filter, bool byChange, DocumentPlace? after, int limit, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (filter.Business is { } business)
        {
            await session.Businesses.GetAsync(business, cancel);
        }

        return byChange
            ? await session.DocumentViews.ListByChangeAsync(filter, await PlaceAsync(session, after, cancel), limit, cancel)
            : await session.DocumentViews.ListAsync(filter, after?.Id, limit, cancel);
    }

    // A bare id says where the document stands now, which is later than where it stood if it changed meanwhile.
    private static async Task<DocumentPlace?> PlaceAsync(TenantSession session, DocumentPlace? after, CancellationToken cancel) =>
        after is not { UpdatedAt: null } ? after
        : await session.DocumentViews.ChangedAtAsync(after.Id, cancel) is { } changedAt ? after with { UpdatedAt = changedAt }
        : throw new RefusedException(Refusal.InvalidInput, "Validation failed.", new FieldFault("cursor", "cursor must be that of an earlier page of this list"));
}
