using Quittance.Server.Security;

namespace Quittance.Server.Invoices;

/// <summary>Changes bills one by one; one that is refused leaves the others alone.</summary>
internal sealed class UpdateInvoices(UpdateInvoiceOrDraft update)
{
    /// <param name="bills">Id or foreign id of each, and what is said of it, read when its turn comes, as reading can be refused too.</param>
    public async Task<IReadOnlyList<BulkOutcome>> RunAsync(
        Caller caller, IReadOnlyList<(string? ForeignId, Func<(string Invoice, InvoiceChange Change)> Read)> bills, CancellationToken cancel)
    {
        var outcomes = new List<BulkOutcome>();
        foreach (var (position, (foreignId, read)) in bills.Index())
        {
            outcomes.Add(await BulkOutcome.OfAsync(foreignId, () =>
            {
                var (invoice, change) = read();
                return update.RunAsync(BulkOutcome.Keyed(caller, position), invoice, change, (session, id) => BulkOutcome.DoneAsync(session, id, cancel), cancel);
            }));
        }

        return outcomes;
    }
}
