using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>One supplier, by its id or by a number off a bill.</summary>
internal sealed class GetContractor(Database database)
{
    /// <param name="company">Only among the suppliers of this business; null for all that the caller sees.</param>
    public async Task<Contractor> RunAsync(Caller caller, ContractorKey key, BusinessId? company, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (company is { } business)
        {
            await session.Businesses.GetAsync(business, cancel);
        }

        return await session.Contractors.GetAsync(key, company, cancel);
    }
}
