using Quittance.Server.Approvals;
using Quittance.Server.Security;

namespace Quittance.Server.Invoices;

/// <summary>Approves bills one by one; one that is refused leaves the others alone.</summary>
internal sealed class GiveApprovals(GiveApproval approve, GetInvoiceOrDraft get)
{
    public async Task<IReadOnlyList<BulkOutcome>> RunAsync(
        Caller caller, IReadOnlyList<(string Invoice, string User, string? Text)> approvals, CancellationToken cancel)
    {
        var outcomes = new List<BulkOutcome>();
        foreach (var (position, (invoice, user, text)) in approvals.Index())
        {
            outcomes.Add(await BulkOutcome.OfAsync(null, async () =>
            {
                await approve.RunAsync(BulkOutcome.Keyed(caller, position), invoice, user, text, cancel);
                return await get.RunAsync(caller, invoice, (session, id) => BulkOutcome.DoneAsync(session, id, cancel), cancel);
            }));
        }

        return outcomes;
    }
}
