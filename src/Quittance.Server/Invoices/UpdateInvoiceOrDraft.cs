using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Changes a bill and how it is to be paid, and takes it to another status, in one.</summary>
internal sealed class UpdateInvoiceOrDraft(Database database, Idempotency idempotency, CallOffPayments calling, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string invoice, InvoiceChange change, Func<TenantSession, InvoiceId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull
    {
        var answer = change.Status == InvoiceStatus.Canceled ? await AskRailAsync(caller, invoice, change, cancel) : null;
        return await idempotency.OnceAsync(caller, new { operation = nameof(UpdateInvoiceOrDraft), invoice, change }, async session =>
        {
            var id = await session.ResolveInvoiceAsync(invoice, cancel);
            await session.ChangeInvoiceOrDraftAsync(caller, id, change, answer, clock.GetUtcNow(), cancel);
            return await show(session, id);
        }, cancel);
    }

    // Only the rail knows whether a payment that has started can still be called off, and it is never asked within a session.
    private async Task<RailAnswer?> AskRailAsync(Caller caller, string invoice, InvoiceChange change, CancellationToken cancel)
    {
        Invoice paying;
        await using (var trial = await database.OpenAsync(caller.Organization, caller.Businesses, cancel))
        {
            var row = await trial.Invoices.FindAsync(await trial.ResolveInvoiceAsync(invoice, cancel), cancel);
            if (row?.Invoice is not { Status: InvoiceStatus.Paying } found || await Idempotency.IsAnsweredAsync(trial, caller, cancel))
            {
                return null;
            }

            // What the rail has called off stays so. Whatever else would be refused is found out before, by a trial that is not kept.
            await trial.ChangeInvoiceOrDraftAsync(caller, found.Id, change, new RailAnswer.Canceled(), clock.GetUtcNow(), cancel);
            paying = found;
        }

        return await calling.AskRailAsync(caller, paying.PayerId, paying.Id, cancel);
    }
}
