using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal sealed class GetBusinessUser(Database database)
{
    /// <param name="business">An id or a foreign id.</param>
    /// <param name="user">An id or a foreign id.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string business, string user, Func<TenantSession, BusinessUserId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await show(session, await session.ResolveUserAsync(await session.ResolveBusinessAsync(business, cancel), user, cancel));
    }
}
