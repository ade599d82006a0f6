using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal sealed class GetTransaction(Database database)
{
    public async Task<ShownJson> RunAsync(Caller caller, TransactionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.ShowTransactionAsync(caller, id, cancel);
    }
}
