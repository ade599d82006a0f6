using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>What a payment would cost the platform.</summary>
internal sealed class EstimateFees(Database database)
{
    public async Task<PaymentFees> RunAsync(
        Caller caller, PaymentMethodName source, PaymentMethodName destination, DestinationOptions? options, Money amount, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return PaymentFees.Of(
            await session.PaymentMethods.GetSeenAsync(source, cancel), await session.PaymentMethods.GetSeenAsync(destination, cancel), options, amount);
    }
}
