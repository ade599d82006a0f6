using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Searching;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Shows a transaction by its document.</summary>
internal sealed class GetTransaction(Database database, BuildDocuments backlog)
{
    public async Task<ShownJson> RunAsync(Caller caller, TransactionId id, CancellationToken cancel)
    {
        await backlog.FinishAsync(caller.Organization, cancel);
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        var freshness = new FreshnessQuestion(session);
        long freshAt;
        byte[] document;
        await using (var batch = session.Batch(
            freshness.Part, session.Part("select document from transaction_documents where organization_id = $1 and id = $2", id.Value)))
        {
            await using var row = await batch.ExecuteReaderAsync(cancel);
            freshAt = await freshness.TakeAsync(row, cancel);
            await row.NextResultAsync(cancel);
            document = await row.ReadAsync(cancel) ? row.GetFieldValue<byte[]>(0) : throw new RefusedException(Refusal.NotFound, "There is no such transaction.");
        }

        return await Show.DocumentAsync(session, caller, document, freshAt, cancel);
    }
}
