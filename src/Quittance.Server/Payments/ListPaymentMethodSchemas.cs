using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>The organization's payment method schemas, the oldest first.</summary>
internal sealed class ListPaymentMethodSchemas(Database database)
{
    public async Task<IReadOnlyList<PaymentMethodSchema>> RunAsync(Caller caller, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.PaymentMethodSchemas.ListAsync(cancel);
    }
}
