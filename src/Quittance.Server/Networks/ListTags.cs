using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

internal sealed class ListTags(Database database)
{
    public async Task<IReadOnlyList<TagRow>> RunAsync(Caller caller, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Tags.ListAsync(page, cancel);
    }
}
