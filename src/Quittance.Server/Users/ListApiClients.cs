using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The clients that work, newest first, without their secrets.</summary>
internal sealed class ListApiClients(Database database)
{
    public async Task<IReadOnlyList<ApiClient>> RunAsync(Caller caller, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("list clients");
        await using var session = await database.OpenAsync(caller.Organization, cancel);
        return await session.ApiClients.ListAsync(cancel);
    }
}
