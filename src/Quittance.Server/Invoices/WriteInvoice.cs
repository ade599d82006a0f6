using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Approvals;
using Quittance.Server.Businesses;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Makes or changes a bill and takes it to the status that is asked for, all in one.</summary>
internal static class WriteInvoice
{
    public static async Task<InvoiceId> AddInvoiceOrDraftAsync(this TenantSession session, Caller caller, InvoiceChange change, DateTimeOffset now, CancellationToken cancel)
    {
        var parties = await session.FindInvoicePartiesAsync(change, null, cancel);
        var id = InvoiceId.New(now);
        var draft = new InvoiceDraft(
            id, parties.PayerId, parties.PayeeId, parties.Author, change.Currency ?? Currency.Usd, null, null, new InvoiceDetails(null, null, null, null, null, []), now, now);
        var lines = NotedLine.After([], change.Lines ?? [], draft.Currency, now);
        var written = With(draft, InvoiceOrDraftContent.Of(draft).After(change, lines), parties, now);
        var plan = await session.PlanInvoiceAsync(InvoicePlan.New(id, parties.CreatorId), change, parties, null, written.Currency, cancel);

        if (written.IsWhole)
        {
            var connection = await session.ConnectPartiesAsync(caller.Actor, written.PayerId, written.PayeeId!.Value, now, cancel);
            var invoice = written.On(connection, now);
            await session.Invoices.AddAsync(invoice, cancel);
            await session.FlagDuplicateAsync(invoice, cancel);
            session.TellOfInvoice(caller.Actor, "created", null, invoice);
        }
        else
        {
            InvoiceNeeds.RequireWholeFor(written, change.Status);
            await session.InvoiceDrafts.AddAsync(written, cancel);
            session.Audit.Add(caller.Actor, "invoice.drafted", $"{id}", null, written);
        }

        await session.InvoiceLines.PutAsync(id, lines, now, cancel);
        await session.InvoicePlans.PutAsync(plan, cancel);
        await session.FinishAsync(caller, id, written.IsWhole, plan, change, isReplanned: false, null, now, cancel);
        return id;
    }

    /// <summary>Changes a bill whose row nobody holds yet.</summary>
    /// <param name="calledOff">What the rail said to calling off its payment; null when it was not asked.</param>
    public static async Task ChangeInvoiceOrDraftAsync(
        this TenantSession session, Caller caller, InvoiceId id, InvoiceChange change, RailAnswer? calledOff, DateTimeOffset now, CancellationToken cancel)
    {
        if (await session.LockOwnDraftAsync(id, cancel) is { } draft)
        {
            await session.ChangeDraftAsync(caller, draft, change, now, cancel);
            return;
        }

        var row = await BothSides.LockInvoiceAsync(session, id, cancel);
        await session.ChangeWholeAsync(caller, row, change, calledOff, now, cancel);
    }

    private static async Task ChangeDraftAsync(
        this TenantSession session, Caller caller, InvoiceDraft draft, InvoiceChange change, DateTimeOffset now, CancellationToken cancel)
    {
        var plan = await session.InvoicePlans.FindAsync(draft.Id, cancel) ?? throw new InvalidOperationException($"{draft.Id} has no plan.");
        var current = new InvoiceParties(plan.CreatorId, draft.PayerId, draft.PayeeId);
        var parties = await session.FindInvoicePartiesAsync(change, current, cancel);
        var before = await session.InvoiceLines.OfAsync(draft.Id, cancel);
        var lines = change.Lines is { } given ? NotedLine.After(before, given, change.Currency ?? draft.Currency, now) : before;
        var written = With(draft, InvoiceOrDraftContent.Of(draft).After(change, lines), parties, now);
        var planned = await session.PlanInvoiceAsync(plan, change, parties, current, written.Currency, cancel);

        await session.InvoiceLines.MakeRoomAsync(draft.Id, before, lines, cancel);
        if (written.IsWhole)
        {
            var connection = await session.ConnectPartiesAsync(caller.Actor, written.PayerId, written.PayeeId!.Value, now, cancel);
            var invoice = written.On(connection, now);
            await session.InvoiceDrafts.PlaceAsync(invoice, cancel);
            await session.Invoices.UpdateAsync(invoice, cancel);
            await session.FlagDuplicateAsync(invoice, cancel);
            session.TellOfInvoice(caller.Actor, "created", null, invoice);
        }
        else
        {
            InvoiceNeeds.RequireWholeFor(written, change.Status);
            await session.InvoiceDrafts.UpdateAsync(written, cancel);
            session.Audit.Add(caller.Actor, "invoice.updated", $"{draft.Id}", draft, written);
        }

        await session.InvoiceLines.PutAsync(draft.Id, lines, now, cancel);
        await session.InvoicePlans.PutAsync(planned, cancel);
        await session.FinishAsync(caller, draft.Id, written.IsWhole, planned, change, isReplanned: false, null, now, cancel);
    }

    private static async Task ChangeWholeAsync(
        this TenantSession session, Caller caller, InvoiceRow row, InvoiceChange change, RailAnswer? calledOff, DateTimeOffset now, CancellationToken cancel)
    {
        var id = row.Invoice.Id;
        var sides = await session.SidesOfAsync(row.Invoice, cancel);
        var wanted = change.Status ?? row.Invoice.Status;
        if (InvoiceRoute.Between(id, row.Invoice.Status, wanted, isReplanned: false) is [InvoiceStep.Revise])
        {
            // What was frozen can change again in the same request.
            await session.ReviseInvoiceAsync(caller.Actor, row.Invoice, sides.RoleFor(InvoiceStep.Revise, row.Invoice), now, cancel);
            row = await session.Invoices.GetAsync(id, cancel);
        }

        var plan = await session.InvoicePlans.FindAsync(id, cancel)
            ?? InvoicePlan.New(id, row.Invoice.Author == ConnectionRole.Payer ? row.Invoice.PayerId : row.Invoice.PayeeId);
        var invoice = row.Invoice;
        var current = new InvoiceParties(plan.CreatorId, invoice.PayerId, invoice.PayeeId);
        var parties = await session.FindPartiesOfAsync(change, current, cancel);
        var before = await session.InvoiceLines.OfAsync(id, cancel);
        var lines = change.Lines is { } given ? NotedLine.After(before, given, change.Currency ?? invoice.Amount.Currency, now) : before;
        var content = InvoiceOrDraftContent.Of(invoice).After(change, lines);
        invoice.RequireUnfrozen([.. content.FrozenChanges(InvoiceOrDraftContent.Of(invoice)), .. parties.FrozenChanges(current)]);
        var planned = await session.PlanInvoiceAsync(plan, change, parties, current, content.Currency, cancel);
        RequirePayable(invoice, plan, planned);
        if (wanted == InvoiceStatus.Scheduled && change.FailureType is null)
        {
            planned = planned with { FailureType = null }; // It is tried again.
        }

        await session.InvoiceLines.MakeRoomAsync(id, before, lines, cancel);
        invoice = await session.MoveAsync(caller, invoice, parties, sides, now, cancel);
        var edited = invoice.Status == InvoiceStatus.Draft
            ? Edited(invoice, sides, content, now)
            : content.Details.HasSameContentAs(invoice.Details) ? invoice : invoice.Amend(sides.RoleFor(InvoiceStep.Submit, invoice), content.Details, now);
        if (edited != invoice)
        {
            await session.SaveInvoiceAsync(caller.Actor, "updated", invoice, edited, cancel);
            await session.FlagDuplicateAsync(edited, cancel);
        }

        if (change.Lines is not null)
        {
            await session.InvoiceLines.PutAsync(id, lines, now, cancel);
        }

        await session.InvoicePlans.PutAsync(planned, cancel);
        await session.FinishAsync(caller, id, isWhole: true, planned, change, !planned.PaysLike(plan), calledOff, now, cancel);
    }

    /// <summary>Goes the way to the wanted status, hands on approvals, attaches the file, and writes the log.</summary>
    private static async Task FinishAsync(
        this TenantSession session, Caller caller, InvoiceId id, bool isWhole, InvoicePlan plan, InvoiceChange change, bool isReplanned,
        RailAnswer? calledOff, DateTimeOffset now, CancellationToken cancel)
    {
        var status = InvoiceStatus.Draft;
        if (isWhole)
        {
            var from = (await session.Invoices.GetAsync(id, cancel)).Invoice.Status;
            var steps = InvoiceRoute.Between(id, from, change.Status ?? from, isReplanned);
            status = await session.TakeStepsAsync(caller, id, steps, plan, calledOff, now, cancel);
        }

        if (change.CreatorUser is not null && plan.CreatorUserId is { } maker)
        {
            caller.RequireActsFor(maker);
        }

        if (status == InvoiceStatus.Paid && change.SettledAt is { } settled)
        {
            await session.InvoicePlans.SettleAsync(id, settled, cancel); // Whoever paid by hand knows better than the clock.
        }

        foreach (var choice in change.Approvers)
        {
            var invoice = (await session.Invoices.GetAsync(id, cancel)).Invoice;
            BusinessUserId? person = choice.User is { } user ? await session.ResolveUserAsync(invoice.PayerId, user, cancel) : null;
            await session.AssignApproverAsync(caller.Actor, invoice, choice.Slot, person, now, cancel);
        }

        if (change.File is { } file)
        {
            await session.InvoiceDocuments.AddAsync(id, file, now, cancel);
        }

        await session.InvoiceChanges.AddAsync(id, caller.ActsFor ?? (change.CreatorUser is null ? null : plan.CreatorUserId), status, change.Asked, now, cancel);
    }

    private static InvoiceDraft With(InvoiceDraft draft, InvoiceOrDraftContent content, InvoiceParties parties, DateTimeOffset now) => draft with
    {
        PayerId = parties.PayerId,
        PayeeId = parties.PayeeId,
        Author = parties.Author,
        Currency = content.Currency,
        Amount = content.Amount,
        DueDate = content.DueDate,
        Details = content.Details,
        UpdatedAt = now,
    };

    private static Invoice Edited(Invoice invoice, InvoiceSides sides, InvoiceOrDraftContent content, DateTimeOffset now) =>
        content.Amount == invoice.Amount && content.DueDate == invoice.DueDate && content.Details.HasSameContentAs(invoice.Details)
            ? invoice
            : invoice.Edit(sides.RoleFor(InvoiceStep.Submit, invoice), content.Amount!, content.DueDate, content.Details, now);

    // Who is not spoken of stays, also where the caller would not find them by themselves.
    private static async Task<InvoiceParties> FindPartiesOfAsync(this TenantSession session, InvoiceChange change, InvoiceParties current, CancellationToken cancel) =>
        change.Payer is null && change.Payee is null && change.Creator is null ? current : await session.FindInvoicePartiesAsync(change, current, cancel);

    private static async Task<Invoice> MoveAsync(
        this TenantSession session, Caller caller, Invoice invoice, InvoiceParties parties, InvoiceSides sides, DateTimeOffset now, CancellationToken cancel)
    {
        if (parties.PayerId == invoice.PayerId && parties.PayeeId == invoice.PayeeId)
        {
            return invoice;
        }

        var connection = await session.ConnectPartiesAsync(caller.Actor, parties.PayerId, parties.PayeeId!.Value, now, cancel);
        var moved = invoice.MoveTo(connection, sides.RoleFor(InvoiceStep.Submit, invoice), parties.Author, now);

        // Whom it no longer concerns forgets it, if they have seen it before.
        await BothSides.ForgetInvoiceAsync(session, caller.Actor, invoice, cancel);
        await session.InvoiceDrafts.PlaceAsync(moved, cancel);
        await session.SaveInvoiceAsync(caller.Actor, "moved", invoice, moved, cancel);
        return moved;
    }

    private static void RequirePayable(Invoice invoice, InvoicePlan before, InvoicePlan after)
    {
        if (invoice.Status is InvoiceStatus.Paying or InvoiceStatus.Paid or InvoiceStatus.Archived && !after.PaysLike(before))
        {
            throw new RefusedException(
                Refusal.InvoiceStepRefused, $"Invoice {invoice.Id} is {$"{invoice.Status}".ToLowerInvariant()}: how it is paid cannot change any more.");
        }
    }
}
