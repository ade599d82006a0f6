using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>A payment method as its own business sees it.</summary>
internal sealed record FundingSourceView(PaymentMethod Method, bool IsDefault);

internal static class FundingSourceViews
{
    public static async Task<FundingSourceView> ViewFundingSourceAsync(
        this TenantSession session, BusinessId business, PaymentMethodId id, CancellationToken cancel)
    {
        var method = await session.PaymentMethods.GetOfAsync(business, id, cancel);
        return new FundingSourceView(method, await session.PaymentMethods.DefaultOfAsync(business, cancel) == id);
    }
}
