using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal sealed class GetTransaction(Database database)
{
    public async Task<TransactionView> RunAsync(Caller caller, TransactionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return (await TransactionViews.OfAsync(session, [await session.Transactions.GetAsync(id, cancel)], cancel)).Single();
    }
}
