using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>What was delivered to a business and what became of it, newest first.</summary>
internal sealed class ListDocuments(Database database)
{
    public async Task<IReadOnlyList<DocumentRow>> RunAsync(Caller caller, BusinessId business, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        return await session.Documents.ListAsync(business, page, cancel);
    }
}
