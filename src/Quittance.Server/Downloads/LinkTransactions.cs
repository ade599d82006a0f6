using Quittance.Domain.Payments;
using Quittance.Server.Searching;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>What a link to transactions is for.</summary>
/// <param name="StartingAfter">Only those after this one, in the order of the search.</param>
/// <param name="Limit">At most so many; null for all.</param>
internal sealed record LinkedTransactions(TransactionFilter Filter, Guid? StartingAfter, int? Limit, bool IsCsv);

/// <summary>Makes a link to the transactions that a search takes, as one file.</summary>
internal sealed class LinkTransactions(Database database, BuildDocuments backlog, TimeProvider clock)
{
    /// <param name="startingAfter">One that the caller does not see is an unknown one.</param>
    public async Task<Token> RunAsync(Caller caller, TransactionFilter filter, TransactionId? startingAfter, int? limit, bool isCsv, CancellationToken cancel)
    {
        await backlog.FinishAsync(caller.Organization, cancel);
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (startingAfter is { } after)
        {
            await session.Transactions.GetAsync(after, cancel);
        }

        var link = await session.DownloadLinks.AddAsync(
            caller, DownloadLinkStore.Transactions, new LinkedTransactions(filter, startingAfter?.Value, limit, isCsv), clock.GetUtcNow(), cancel);
        await session.CommitAsync(cancel);
        return link;
    }
}
