using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>What a business was like after each of its changes, the newest first.</summary>
internal sealed class ListBusinessChanges(Database database)
{
    /// <param name="business">Id or foreign id.</param>
    /// <param name="after">The last change of the page before.</param>
    public async Task<(long Count, bool HasMore, IReadOnlyList<BusinessChange> Changes)> RunAsync(
        Caller caller, string business, DateTimeOffset? from, DateTimeOffset? until, Guid? after, int limit, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var id = await session.ResolveBusinessAsync(business, cancel);
        var (count, changes) = await session.ChangesOfBusinessAsync(id, from, until, after, limit + 1, cancel);
        return (count, changes.Count > limit, [.. changes.Take(limit)]);
    }
}
