using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>One business with all that is known of it.</summary>
internal sealed class ReadBusiness(Database database)
{
    /// <param name="business">Id or foreign id.</param>
    public async Task<ShownJson> RunAsync(Caller caller, string business, EntityExtras extras, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.ShowEntityAsync(caller, await session.ResolveBusinessAsync(business, cancel), extras, cancel);
    }
}
