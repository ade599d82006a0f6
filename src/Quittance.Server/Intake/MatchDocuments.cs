using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Looks once more for the suppliers of a business's unmatched documents, after a supplier was connected or has told its numbers.</summary>
/// <remarks>Documents that share no number with any supplier are not even opened, so that a long queue costs little.</remarks>
internal sealed class MatchDocuments(Database database, ImportDocument import, TimeProvider clock)
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
        var suppliers = await session.Documents.SuppliersOfAsync(business, cancel);
        return suppliers.Count == 0 ? [] : await session.Documents.ListUnmatchedAsync(business, suppliers, after, BatchSize, cancel);
    }

    // One commit for each: a document that cannot be matched holds up none of the others.
    private async Task MatchAsync(Job job, DocumentRow listed, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        var document = await session.Documents.LockAsync(listed.Id, cancel);
        if (document.Outcome != IntakeOutcome.Unmatched || await session.Documents.OpenDetailsAsync(document.Id, cancel) is not { } says)
        {
            return;
        }

        var match = SupplierMatch.Find(await session.Documents.SuppliersOfAsync(document.BusinessId, cancel), PartyNumbers.Of(says.Seller));
        if (match.Supplier is not null)
        {
            await TakeInAsync(session, document, says, cancel);
        }
        else if (!match.Candidates.Select(candidate => candidate.ConnectionId.Value).ToHashSet().SetEquals(document.Candidates.Select(candidate => candidate.ConnectionId)))
        {
            await session.Documents.SetCandidatesAsync(document.Id, match.Candidates, clock.GetUtcNow(), cancel);
            await session.CommitAsync(cancel);
        }
    }

    private async Task TakeInAsync(TenantSession session, DocumentRow document, EInvoice says, CancellationToken cancel)
    {
        try
        {
            await import.MatchAgainAsync(session, new Actor($"job:{JobKind}"), document, says, null, cancel);
        }
        catch (RefusedException)
        {
            return; // The supplier was archived this moment, say. The document stays in the queue, where a person finds it.
        }

        await session.CommitAsync(cancel);
    }
}

/// <summary>How operations ask for matching once more, in the commit of what could change its result.</summary>
internal static class MatchRequests
{
    /// <summary>For one business that receives bills.</summary>
    public static Task AskToMatchAsync(this TenantSession session, BusinessId payer, DateTimeOffset now, CancellationToken cancel) =>
        session.AddJobAsync(MatchDocuments.JobKind, payer.Value, now, now, cancel);

    /// <summary>For all businesses of the session's organization that receive bills from a supplier.</summary>
    public static async Task AskPayersToMatchAsync(this TenantSession session, BusinessId supplier, DateTimeOffset now, CancellationToken cancel)
    {
        var payers = new List<Guid>();
        await using (var command = session.Sql(
            """
            select payer_id from network_connections
            where organization_id = $1 and payee_id = $2 and status = 'active' and payer_organization_id = $1
            order by payer_id
            """,
            supplier.Value))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                payers.Add(row.GetGuid(0));
            }
        }

        await session.AddJobsAsync(MatchDocuments.JobKind, payers, null, now, now, cancel);
    }
}
