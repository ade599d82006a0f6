using Quittance.Domain.Approvals;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

internal sealed class ListApprovalPolicies(Database database)
{
    /// <param name="business">Id or foreign id.</param>
    public async Task<IReadOnlyList<ApprovalPolicy>> RunAsync(Caller caller, string business, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.ApprovalPolicies.OfAsync(await session.ResolveBusinessAsync(business, cancel), cancel);
    }
}
