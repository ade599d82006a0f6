using Quittance.Connectors.Documents;
using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>A supporting document out of a delivered bill.</summary>
internal sealed class OpenAttachment(Database database)
{
    /// <param name="number">Its place in the bill, from 1.</param>
    /// <exception cref="RefusedException">There is none, or it cannot be decoded.</exception>
    public async Task<AttachedFile> RunAsync(Caller caller, IntakeDocumentId id, int number, CancellationToken cancel) =>
        EInvoiceReader.OpenAttachment(await ContentAsync(caller, id, cancel), number - 1, out _)
        ?? throw new RefusedException(Refusal.NotFound, "There is no such attachment.");

    // The session ends before the document is read, which can take a while.
    private async Task<byte[]> ContentAsync(Caller caller, IntakeDocumentId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return await session.Documents.OpenContentAsync(id, cancel);
    }
}
