using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal sealed class GetPaymentMethodSchema(Database database)
{
    public async Task<PaymentMethodSchema> RunAsync(Caller caller, PaymentMethodSchemaId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.PaymentMethodSchemas.GetAsync(id, cancel);
    }
}
