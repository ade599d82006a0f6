using Quittance.Domain;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Showing;

/// <summary>The platform's markups as the dialect shows them. Quittance takes nothing itself.</summary>
internal static class ShownFees
{
    public static FeesResponse? Of(long? sourceMinor, long? destinationMinor, Currency currency) => sourceMinor is null && destinationMinor is null
        ? null
        : new FeesResponse(0, new Money(sourceMinor ?? 0, currency).ToMajor(), 0, new Money(destinationMinor ?? 0, currency).ToMajor());
}
