using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>One delivered bill with everything that it says and what became of it.</summary>
internal sealed class GetDocument(Database database)
{
    public async Task<DocumentDetails> RunAsync(Caller caller, IntakeDocumentId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return new DocumentDetails(
            await session.DocumentViews.GetAsync(id, cancel),
            (await session.Documents.GetAsync(id, cancel)).Faults,
            await session.Documents.OpenDetailsAsync(id, cancel),
            await session.BillStatuses.ListAsync(id, cancel));
    }
}
