using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>The suppliers of the caller's businesses, the oldest first.</summary>
internal sealed class ListContractors(Database database)
{
    /// <param name="after">The last contractor of the page before.</param>
    public async Task<IReadOnlyList<Contractor>> RunAsync(Caller caller, ContractorFilter filter, Guid? after, int limit, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (filter.Business is { } business)
        {
            await session.Businesses.GetAsync(business, cancel);
        }

        return await session.Contractors.ListAsync(filter, after, limit, cancel);
    }
}
