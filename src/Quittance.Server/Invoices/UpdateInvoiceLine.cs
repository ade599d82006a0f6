using Quittance.Domain.Invoices;
using Quittance.Server.Api;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Changes what is said of one line beyond its money: what it is for, and the organization's own notes.</summary>
internal sealed class UpdateInvoiceLine(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id.</param>
    /// <param name="asked">The request as the bill's log shows it, as JSON.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string invoice, InvoiceLineChange change, string asked, Func<TenantSession, InvoiceId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(UpdateInvoiceLine), invoice, change }, async session =>
        {
            var now = clock.GetUtcNow();
            var id = await session.ResolveInvoiceAsync(invoice, cancel);
            var draft = await session.LockOwnDraftAsync(id, cancel);
            var row = draft is null ? await BothSides.LockInvoiceAsync(session, id, cancel) : null;
            var lines = await session.InvoiceLines.OfAsync(id, cancel);
            var before = lines.FirstOrDefault(line => line.Id == change.Id) ?? throw Ids.NotFound("line item");
            var after = before with
            {
                Line = before.Line with { Description = change.Description ?? before.Line.Description },
                Notes = NotedLine.NotesOf(before.Notes, change),
            };
            IReadOnlyList<NotedLine> changed = [.. lines.Select(line => line == before ? after : line)];

            if (after.Line != before.Line)
            {
                await session.SayAsync(caller, row, draft, changed, now, cancel);
            }

            await session.InvoiceLines.PutAsync(id, changed, now, cancel);
            session.Audit.Add(caller.Actor, "invoice.line_changed", $"{id}", before, after);
            await session.InvoiceChanges.AddAsync(id, caller.ActsFor, row?.Invoice.Status ?? InvoiceStatus.Draft, asked, now, cancel);
            return await show(session, id);
        }, cancel);
}

internal static class LineSaying
{
    /// <summary>Writes the lines of a bill as they are to be read on both sides.</summary>
    public static async Task SayAsync(
        this TenantSession session, Caller caller, InvoiceRow? row, InvoiceDraft? draft, IReadOnlyList<NotedLine> lines, DateTimeOffset now, CancellationToken cancel)
    {
        IReadOnlyList<InvoiceLine> said = [.. lines.Select(line => line.Line)];
        if (row is null)
        {
            await session.InvoiceDrafts.UpdateAsync(draft! with { Details = draft.Details with { Lines = said }, UpdatedAt = now }, cancel);
            return;
        }

        var role = (await session.SidesOfAsync(row.Invoice, cancel)).RoleFor(InvoiceStep.Submit, row.Invoice);
        var amended = row.Invoice.Amend(role, row.Invoice.Details with { Lines = said }, now);
        await session.SaveInvoiceAsync(caller.Actor, "updated", row.Invoice, amended, cancel);
    }
}
