using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>A business's funding sources, the oldest first. Accounts that were only read from bills are none.</summary>
internal sealed class ListFundingSources(Database database)
{
    public async Task<IReadOnlyList<FundingSourceView>> RunAsync(Caller caller, BusinessId business, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Businesses.GetAsync(business, cancel);
        var methods = await session.PaymentMethods.ListAsync(business, cancel);
        return [.. methods.Where(method => method.IsConfirmed && FundingSourceViews.IsOne(method)).Select(method => new FundingSourceView(method))];
    }
}
