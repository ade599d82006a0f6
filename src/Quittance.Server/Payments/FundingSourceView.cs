using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>A payment method as its own business sees it.</summary>
internal sealed record FundingSourceView(PaymentMethod Method)
{
    /// <summary>Whether the business pays from it where nothing else is said.</summary>
    public bool IsDefault => Method.IsDefaultSource;
}

internal static class FundingSourceViews
{
    /// <summary>Bank accounts and the wallet. Cards, checks and the like are the Payments dialect's.</summary>
    public static bool IsOne(PaymentMethod method) => method.Kind is PaymentMethodKind.BankAccount or PaymentMethodKind.Wallet;

    public static async Task<FundingSourceView> ViewFundingSourceAsync(
        this TenantSession session, BusinessId business, PaymentMethodId id, CancellationToken cancel)
    {
        var method = await session.PaymentMethods.GetOfAsync(business, id, cancel);
        return IsOne(method) ? new FundingSourceView(method) : throw new RefusedException(Refusal.NotFound, "There is no such funding source.");
    }
}
