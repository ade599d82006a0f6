using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal sealed class GetPaymentMethod(Database database)
{
    /// <param name="business">Id or foreign id of a business that the caller sees, or that is connected with one that it sees.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string business, PaymentMethodName name, Func<TenantSession, PaymentMethodId, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var owner = await session.ResolveCounterpartyAsync(business, cancel);
        var method = await session.PaymentMethods.GetSeenAsync(name, cancel);
        return method.BusinessId == owner
            ? await show(session, method.Id)
            : throw new RefusedException(Refusal.NotFound, "There is no such payment method.");
    }
}
