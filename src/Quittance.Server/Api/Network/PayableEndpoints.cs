using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Quittance.Domain.Networks;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Network;

/// <summary>Payables: bills between the two businesses of a connection. The business in the path is the side that acts.</summary>
internal static class PayableEndpoints
{
    public static void MapPayables(this IEndpointRouteBuilder api)
    {
        var payables = api.MapGroup("/businesses/{businessId}/payables").WithTags("Payables");
        payables.MapReads();
        payables.MapWrites();
        payables.MapSteps();

        api.MapGet("/connections/{connectionId}/invoices", async (
            string connectionId,
            [Description(PayableStatuses.About)] string[]? status,
            [AsParameters] PageQuery query,
            HttpResponse response,
            Caller caller,
            ListConnectionInvoices list,
            CancellationToken cancel) =>
        {
            var page = query.Checked();
            var rows = await list.RunAsync(caller, NetworkIds.ConnectionOf(connectionId), PayableStatuses.Checked(status), page, cancel);
            return Listed(response, page, rows);
        }).WithTags("Payables").Needs(Permission.InvoicesRead).WithSummary("List the payables of a connection");
    }

    private static void MapReads(this RouteGroupBuilder payables)
    {
        payables.MapGet("/", async (
            string businessId,
            [Description(PayableStatuses.About)] string[]? status,
            string? connectionId,
            [Description("payer: the inbox; payee: what was sent. Both without it.")] string? role,
            [AsParameters] PageQuery query,
            HttpResponse response,
            Caller caller,
            ListInvoices list,
            CancellationToken cancel) =>
        {
            var page = query.Checked();
            var rows = await list.RunAsync(
                caller,
                NetworkIds.BusinessOf(businessId),
                PayableRoles.Checked(role),
                string.IsNullOrEmpty(connectionId) ? null : new NetworkConnectionId(Ids.ReadOrNone(NetworkIds.Connection, connectionId)),
                PayableStatuses.Checked(status),
                page,
                cancel);
            return Listed(response, page, rows);
        }).Needs(Permission.InvoicesRead).WithSummary("List payables");

        payables.MapGet("/{payableId}", async (string businessId, string payableId, Caller caller, GetInvoice get, CancellationToken cancel) =>
            TypedResults.Ok(PayableResponse.Of(await get.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.PayableOf(payableId), cancel))))
            .Needs(Permission.InvoicesRead).WithSummary("Get a payable");
    }

    private static void MapWrites(this RouteGroupBuilder payables)
    {
        payables.MapPost("/", async (string businessId, PayableRequest body, Caller caller, CreateInvoice create, CancellationToken cancel) =>
        {
            var made = PayableResponse.Of(await create.RunAsync(caller, NetworkIds.BusinessOf(businessId), body.Checked(), cancel));
            return TypedResults.Created($"/api/businesses/{businessId}/payables/{made.Id}", made);
        }).Needs(Permission.InvoicesWrite).WithSummary("Create a payable");

        payables.MapPut("/{payableId}", async (
            string businessId, string payableId, PayablePatch body, Caller caller, UpdateInvoice update, CancellationToken cancel) =>
            TypedResults.Ok(PayableResponse.Of(await update.RunAsync(
                caller, NetworkIds.BusinessOf(businessId), NetworkIds.PayableOf(payableId), body, body.CheckedOver, cancel))))
            .Needs(Permission.InvoicesWrite).WithSummary("Update a draft, or the memo of a submitted payable; fields that are left out stay");

        payables.MapDelete("/{payableId}", async (string businessId, string payableId, Caller caller, DeleteInvoice delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.PayableOf(payableId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.InvoicesWrite).WithSummary("Delete a draft");
    }

    private static void MapSteps(this RouteGroupBuilder payables)
    {
        payables.MapPost("/{payableId}/submit", async (string businessId, string payableId, Caller caller, SubmitInvoice submit, CancellationToken cancel) =>
            TypedResults.Ok(PayableResponse.Of(await submit.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.PayableOf(payableId), cancel))))
            .Needs(Permission.InvoicesWrite).WithSummary("Submit a draft to the payer");

        payables.MapPost("/{payableId}/approve", async (string businessId, string payableId, Caller caller, ApproveInvoice approve, CancellationToken cancel) =>
            TypedResults.Ok(PayableResponse.Of(await approve.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.PayableOf(payableId), cancel))))
            .Needs(Permission.InvoicesApprove).WithSummary("Approve a submitted payable");

        payables.MapPost("/{payableId}/decline", async (
            string businessId, string payableId, DeclinePayableRequest body, Caller caller, DeclineInvoice decline, CancellationToken cancel) =>
        {
            var (reason, code) = body.Checked();
            return TypedResults.Ok(PayableResponse.Of(await decline.RunAsync(
                caller, NetworkIds.BusinessOf(businessId), NetworkIds.PayableOf(payableId), reason, code, cancel)));
        })
            .Needs(Permission.InvoicesApprove).WithSummary("Decline a submitted payable");

        payables.MapPost("/{payableId}/revise", async (string businessId, string payableId, Caller caller, ReviseInvoice revise, CancellationToken cancel) =>
            TypedResults.Ok(PayableResponse.Of(await revise.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.PayableOf(payableId), cancel))))
            .Needs(Permission.InvoicesWrite).WithSummary("Take a payable back to draft");

        payables.MapPost("/{payableId}/cancel", async (string businessId, string payableId, Caller caller, CancelInvoice cancelInvoice, CancellationToken cancel) =>
            TypedResults.Ok(PayableResponse.Of(await cancelInvoice.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.PayableOf(payableId), cancel))))
            .Needs(Permission.InvoicesWrite).WithSummary("Cancel a payable, and its scheduled payment");
    }

    private static Ok<IEnumerable<PayableResponse>> Listed(HttpResponse response, Page page, IReadOnlyList<InvoiceView> rows)
    {
        PageQuery.SetNext(response, page, rows, view => new Cursor(view.Row.Invoice.CreatedAt, view.Row.Invoice.Id.Value));
        return TypedResults.Ok(rows.Select(PayableResponse.Of));
    }
}
