using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>What became of telling subscribers, for the businesses that the caller sees.</summary>
internal sealed class ListNoticeDeliveries(Database database)
{
    public async Task<TokenRows<NoticeDelivery>> RunAsync(Caller caller, DeliveryFilter filter, TokenPage page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (filter.Business is { } business)
        {
            await session.Businesses.GetAsync(business, cancel);
        }

        return await session.NoticeDeliveries.ListAsync(filter, page, cancel);
    }
}
