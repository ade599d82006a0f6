using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>What happened in the businesses that the caller sees, whether or not anybody subscribed to it.</summary>
internal sealed class ListNotices(Database database)
{
    public async Task<TokenRows<Notice>> RunAsync(Caller caller, NoticeFilter filter, TokenPage page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (filter.Business is { } business)
        {
            await session.Businesses.GetAsync(business, cancel);
        }

        return await session.NoticeViews.ListAsync(filter, page, cancel);
    }
}
