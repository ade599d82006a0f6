using Quittance.Server.Approvals;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>Approvals: the payer's people decide on its invoices.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        var invoices = api.MapGroup("/invoice/{invoiceId}").WithTags("Invoices");

        invoices.MapPost("/add-approver", async (string invoiceId, AddApproverRequest body, Caller caller, AddApprover add, CancellationToken cancel) =>
        {
            var (user, slot) = body.Checked();
            await add.RunAsync(caller, PaymentsIds.Named(invoiceId), user, slot, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.InvoicesApprove).WithSummary("Add an approver to an invoice").WithDescription("Leaves an approval slot to one user.");

        invoices.MapPost("/approve", async (string invoiceId, ApprovalRequest body, Caller caller, GiveApproval approve, CancellationToken cancel) =>
        {
            var (user, text) = body.Checked();
            await approve.RunAsync(caller, PaymentsIds.Named(invoiceId), user, text, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.InvoicesApprove).WithSummary("Approve an invoice")
            .WithDescription("Fills one slot of each policy that waits for the user; the last slot makes the invoice APPROVED. An invoice without slots any user of the payer approves.");

        invoices.MapPost("/reject", async (string invoiceId, ApprovalRequest body, Caller caller, RefuseApproval reject, CancellationToken cancel) =>
        {
            var (user, text) = body.Checked();
            await reject.RunAsync(caller, PaymentsIds.Named(invoiceId), user, text, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.InvoicesApprove).WithSummary("Reject an invoice").WithDescription("Needs a slot as approving does, and makes the invoice REFUSED.");
    }
}
