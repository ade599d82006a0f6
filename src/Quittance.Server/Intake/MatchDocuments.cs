using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Looks once more for the suppliers of a business's unmatched documents, after a supplier was connected or has told its numbers.</summary>
internal sealed class MatchDocuments(Database database, ImportDocument import)
{
    public const string JobKind = "match_documents";

    private const int BatchSize = 50;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        var business = new BusinessId(job.SubjectId);
        var after = new IntakeDocumentId(Guid.Empty);
        while (true)
        {
            var batch = await ListAsync(job, business, after, cancel);
            foreach (var document in batch)
            {
                await MatchAsync(job, document, cancel);
            }

            if (batch.Count < BatchSize)
            {
                return await database.EndJobAsync(job, cancel);
            }

            after = batch[^1].Id;
        }
    }

    private async Task<IReadOnlyList<DocumentRow>> ListAsync(Job job, BusinessId business, IntakeDocumentId after, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        return await session.Documents.ListUnmatchedAsync(business, after, BatchSize, cancel);
    }

    // One commit for each: a document that cannot be matched holds up none of the others.
    private async Task MatchAsync(Job job, DocumentRow document, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        if ((await session.Documents.LockAsync(document.Id, cancel)).Outcome != IntakeOutcome.Unmatched
            || await session.Documents.OpenDetailsAsync(document.Id, cancel) is not { } says)
        {
            return;
        }

        var suppliers = await session.Documents.SuppliersOfAsync(document.BusinessId, cancel);
        if (SupplierMatch.Find(suppliers, SellerNumbers.Of(says.Seller)).Supplier is not { } supplier)
        {
            return;
        }

        await import.MatchAgainAsync(session, new Actor($"job:{JobKind}"), document, says, null, cancel);
        await session.CommitAsync(cancel);
    }
}
