using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The lines of a bill that a business has to pay, with their codings.</summary>
internal sealed class ListPayableLines(Database database)
{
    public async Task<PayableLines> RunAsync(Caller caller, BusinessId payer, InvoiceId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var invoice = (await session.GetPayableAsync(payer, id, cancel)).Invoice;
        return new PayableLines(invoice, await session.LinesAsync(invoice, cancel));
    }
}
