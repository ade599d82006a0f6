using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

internal sealed class GetNotice(Database database)
{
    public async Task<Notice> RunAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.NoticeViews.GetAsync(id, cancel);
    }
}
