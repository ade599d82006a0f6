using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>One group, with those of its businesses that the caller sees.</summary>
internal sealed class ReadBusinessGroup(Database database)
{
    /// <param name="group">Id or foreign id.</param>
    public async Task<ShownJson> RunAsync(Caller caller, string group, EntityExtras extras, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.ShowGroupAsync(caller, await session.ResolveGroupAsync(group, cancel), extras, cancel);
    }
}
