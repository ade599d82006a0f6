using Quittance.Server.Security;

namespace Quittance.Server.Invoices;

/// <summary>Writes bills one by one; one that is refused leaves the others alone.</summary>
internal sealed class CreateInvoices(CreateInvoiceOrDraft create)
{
    /// <param name="bills">What is said of each, read when its turn comes, as reading can be refused too.</param>
    public async Task<IReadOnlyList<BulkOutcome>> RunAsync(Caller caller, IReadOnlyList<(string? ForeignId, Func<InvoiceChange> Read)> bills, CancellationToken cancel)
    {
        var outcomes = new List<BulkOutcome>();
        foreach (var (position, (foreignId, read)) in bills.Index())
        {
            outcomes.Add(await BulkOutcome.OfAsync(foreignId, () => create.RunAsync(
                BulkOutcome.Keyed(caller, position), read(), (session, id) => BulkOutcome.DoneAsync(session, id, cancel), cancel)));
        }

        return outcomes;
    }
}
