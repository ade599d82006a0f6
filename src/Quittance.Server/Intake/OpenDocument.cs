using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>The very bytes of a delivered bill.</summary>
internal sealed class OpenDocument(Database database)
{
    /// <returns>The name that the sender gave the file, which is to be trusted in nothing, and the bytes.</returns>
    public async Task<(string FileName, byte[] Content)> RunAsync(Caller caller, IntakeDocumentId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return ((await session.Documents.GetAsync(id, cancel)).FileName, await session.Documents.OpenContentAsync(id, cancel));
    }
}
