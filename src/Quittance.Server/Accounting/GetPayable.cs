using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>A bill that a business has to pay.</summary>
internal sealed class GetPayable(Database database)
{
    public async Task<InvoiceRow> RunAsync(Caller caller, BusinessId payer, InvoiceId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.GetPayableAsync(payer, id, cancel);
    }
}
