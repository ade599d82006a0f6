using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal sealed class GetPayment(Database database)
{
    public async Task<PaymentOrderRow> RunAsync(Caller caller, PaymentOrderId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.PaymentOrders.GetRowAsync(id, cancel);
    }
}
