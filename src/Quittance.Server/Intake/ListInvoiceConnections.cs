using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>The invoice connections of the caller's businesses, active and inactive, newest first.</summary>
internal sealed class ListInvoiceConnections(Database database)
{
    /// <param name="company">Only this business's; null for all that the caller sees.</param>
    public async Task<IReadOnlyList<InvoiceConnection>> RunAsync(Caller caller, BusinessId? company, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (company is { } business)
        {
            await session.Businesses.GetAsync(business, cancel);
        }

        return await session.InvoiceConnections.ListAsync(company, cancel);
    }
}
