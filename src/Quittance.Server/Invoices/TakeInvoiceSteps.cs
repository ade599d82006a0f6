using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Accounting;
using Quittance.Server.Approvals;
using Quittance.Server.Networks;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Goes a bill's way from status to status, step by step. Its row is held, and its plan is written.</summary>
internal static class TakeInvoiceSteps
{
    /// <returns>Where it stands now: a bill that was submitted and still needs approvals rests there.</returns>
    public static async Task<InvoiceStatus> TakeStepsAsync(
        this TenantSession session, Caller caller, InvoiceId id, IReadOnlyList<InvoiceStep> steps, InvoicePlan plan, RailAnswer? calledOff, DateTimeOffset now,
        CancellationToken cancel)
    {
        var row = await session.Invoices.GetAsync(id, cancel);
        foreach (var step in steps)
        {
            if (step == InvoiceStep.Approve && (row.Invoice.Status == InvoiceStatus.Approved || steps[0] == InvoiceStep.Submit))
            {
                if (row.Invoice.Status != InvoiceStatus.Approved)
                {
                    break;
                }

                continue;
            }

            RequirePermission(caller, step);
            await session.TakeAsync(new StepContext(caller, row, plan, await session.SidesOfAsync(row.Invoice, cancel), calledOff, now), step, cancel);
            row = await session.Invoices.GetAsync(id, cancel);
        }

        return row.Invoice.Status;
    }

    private sealed record StepContext(Caller Caller, InvoiceRow Row, InvoicePlan Plan, InvoiceSides Sides, RailAnswer? CalledOff, DateTimeOffset Now)
    {
        public Invoice Invoice => Row.Invoice;

        public Actor Actor => Caller.Actor;

        public PaymentByHand ByHand => new(Plan.SourceId, Plan.DestinationId, Plan.DestinationOptions);
    }

    private static Task TakeAsync(this TenantSession session, StepContext at, InvoiceStep step, CancellationToken cancel)
    {
        var role = at.Sides.RoleFor(step, at.Invoice);
        return step switch
        {
            InvoiceStep.Revise => session.ReviseInvoiceAsync(at.Actor, at.Invoice, role, at.Now, cancel),
            InvoiceStep.Submit => session.SubmitAsync(at, role, cancel),
            InvoiceStep.Approve => session.ApproveWholeAsync(at, role, cancel),
            InvoiceStep.Schedule => session.ScheduleAsync(at, role, cancel),
            InvoiceStep.Unschedule => session.UnscheduleAsync(at, role, cancel),
            InvoiceStep.CallOffPayment => session.CallOffAsync(at, role, cancel),
            InvoiceStep.PayOffPlatform => RequiringPayer(at, role, "mark", () => session.RecordPaidAsync(at.Actor, at.Row, at.ByHand, at.Now, cancel)),
            InvoiceStep.FailOffPlatform => RequiringPayer(
                at, role, "mark", () => session.RecordFailedAsync(at.Actor, at.Row, at.ByHand, at.Plan.FailureType, at.Now, cancel)),
            InvoiceStep.Void => session.VoidPaymentAsync(at.Actor, at.Invoice.Id, at.Plan.FailureType, at.Now, cancel),
            InvoiceStep.Cancel => session.CancelAsync(at, role, cancel),
            InvoiceStep.Archive => RequiringPayer(at, role, "archive", () => session.SaveInvoiceAsync(at.Actor, "archived", at.Invoice, at.Invoice.Archive(at.Now), cancel)),
        };
    }

    private static async Task SubmitAsync(this TenantSession session, StepContext at, ConnectionRole role, CancellationToken cancel)
    {
        InvoiceNeeds.RequireForSubmission(at.Invoice, at.Plan);
        var (invoice, rule) = await session.PutBeforePayerAsync(at.Actor, at.Invoice, role, at.Now, cancel);

        // Where no policy asks for anybody, whoever may approve for the payer does so by submitting. What a policy decides needs nobody.
        var isFree = rule == AskForApprovals.AutomaticPolicy || (rule is not null && at.Sides.Payer && at.Caller.Permissions.Contains(Permission.InvoicesApprove));
        if (invoice.Status != InvoiceStatus.Submitted || !isFree || await session.WhyNotAtOnceAsync(invoice, cancel) is not null)
        {
            return;
        }

        var approved = invoice.Approve(ConnectionRole.Payer, rule!.Label, at.Now);

        await session.SaveInvoiceAsync(rule, "approved", invoice, approved, cancel);
    }

    private static async Task<string?> WhyNotAtOnceAsync(this TenantSession session, Invoice submitted, CancellationToken cancel)
    {
        var (evidence, _) = await BothSides.EvidenceOfAsync(session, submitted, cancel);
        return evidence.BankAccount == BankAccountEvidence.Changed ? "the bank account differs from the known one" : await session.WhyNotBookableAsync(submitted, cancel);
    }

    private static async Task ApproveWholeAsync(this TenantSession session, StepContext at, ConnectionRole role, CancellationToken cancel)
    {
        var approved = at.Invoice.Approve(role, at.Caller.Label, at.Now);
        await session.RequireNoOpenSlotAsync(at.Invoice, cancel);

        await session.SaveInvoiceAsync(at.Actor, "approved", at.Invoice, approved, cancel);
        await session.FollowApprovalAsync(at.Row with { Invoice = approved }, at.Now, cancel);
    }

    private static Task ScheduleAsync(this TenantSession session, StepContext at, ConnectionRole role, CancellationToken cancel)
    {
        at.Invoice.Schedule(role, at.Now); // Whose right it is, before what is missing.
        InvoiceNeeds.RequireForPayment(at.Row, at.Plan);
        return session.SchedulePaymentAsync(
            at.Actor,
            at.Row,
            new PaymentPlan(
                at.Plan.SourceId,
                at.Plan.DestinationOptions?.Ach == AchDelivery.Standard ? ClearingSpeed.Standard : ClearingSpeed.SameDay,
                DateOnly.FromDateTime(at.Plan.DeductAt!.Value.UtcDateTime),
                at.Plan.NoteToSelf)
            {
                Destination = at.Plan.DestinationId,
                DestinationOptions = at.Plan.DestinationOptions,
                IsBatch = at.Plan.IsBatch,
            },
            at.Now,
            cancel);
    }

    private static async Task UnscheduleAsync(this TenantSession session, StepContext at, ConnectionRole role, CancellationToken cancel)
    {
        var unscheduled = at.Invoice.Unschedule(role, at.Now);
        await session.DropOrderAsync(at, cancel);
        await session.SaveInvoiceAsync(at.Actor, "unscheduled", at.Invoice, unscheduled, cancel);
    }

    private static async Task CallOffAsync(this TenantSession session, StepContext at, ConnectionRole role, CancellationToken cancel)
    {
        if (role != ConnectionRole.Payer)
        {
            throw new RefusedException(Refusal.PayerOnly, $"Only the payer can cancel invoice {at.Invoice.Id}.");
        }

        await session.CallOffPaymentAsync(at.Actor, at.Invoice.PayerId, at.Invoice.Id, at.CalledOff, at.Now, cancel);
    }

    private static async Task CancelAsync(this TenantSession session, StepContext at, ConnectionRole role, CancellationToken cancel)
    {
        var canceled = at.Invoice.Cancel(role, at.Now);
        await session.DropOrderAsync(at, cancel);
        await session.SaveInvoiceAsync(at.Actor, "canceled", at.Invoice, canceled, cancel);
    }

    private static async Task DropOrderAsync(this TenantSession session, StepContext at, CancellationToken cancel)
    {
        if (await session.PaymentOrders.ScheduledOfAsync(at.Invoice.Id, cancel) is { } order)
        {
            await session.CancelOrderAsync(at.Actor, order, at.Now, cancel);
        }
    }

    private static Task RequiringPayer(StepContext at, ConnectionRole role, string verb, Func<Task> step) => role == ConnectionRole.Payer
        ? step()
        : throw new RefusedException(Refusal.PayerOnly, $"Only the payer can {verb} invoice {at.Invoice.Id}.");

    private static void RequirePermission(Caller caller, InvoiceStep step)
    {
        switch (step)
        {
            case InvoiceStep.Approve:
                caller.RequireHolds([Permission.InvoicesApprove], "approve an invoice");
                break;
            case InvoiceStep.Schedule or InvoiceStep.Unschedule or InvoiceStep.CallOffPayment or InvoiceStep.PayOffPlatform or InvoiceStep.FailOffPlatform or InvoiceStep.Void:
                caller.RequireHolds([Permission.Payments], "plan or mark its payment");
                break;
        }
    }
}
