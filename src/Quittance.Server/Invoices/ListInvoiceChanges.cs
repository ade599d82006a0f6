using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>What callers asked to change on a bill, the newest first.</summary>
internal sealed class ListInvoiceChanges(Database database)
{
    /// <param name="invoice">Id or foreign id.</param>
    public async Task<(long Count, bool HasMore, IReadOnlyList<AskedChange> Changes)> RunAsync(
        Caller caller, string invoice, DateTimeOffset? from, DateTimeOffset? until, Guid? after, int limit, CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(caller.Organization, caller.Businesses, cancel);
        var (count, changes) = await session.InvoiceChanges.ListAsync(await session.ResolveInvoiceAsync(invoice, cancel), from, until, after, limit + 1, cancel);
        return (count, changes.Count > limit, [.. changes.Take(limit)]);
    }
}
