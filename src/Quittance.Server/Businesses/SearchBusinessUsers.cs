using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>The people of a business, newest first.</summary>
internal sealed class SearchBusinessUsers(Database database)
{
    /// <param name="business">An id or a foreign id.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="show">Is given those of the page, how many there are in all, and whether there are more.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller,
        string business,
        BusinessUserFilter filter,
        BusinessUserId? after,
        int limit,
        Func<TenantSession, IReadOnlyList<BusinessUserId>, long, bool, Task<TShown>> show,
        CancellationToken cancel)
        where TShown : notnull
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var id = await session.ResolveBusinessAsync(business, cancel);
        var (ids, count, hasMore) = await session.BusinessUsers.SearchAsync(id, filter, after, limit, cancel);
        return await show(session, ids, count, hasMore);
    }
}
