using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Quittance.Domain.Invoices;
using Quittance.Server.Accounting;
using Quittance.Server.Invoices;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Accounting;

/// <summary>Payables: the bills that the entity has to pay, and how it books their lines. They are written with /api/businesses/{businessId}/payables.</summary>
internal static class PayableEndpoints
{
    private const int ListMax = 100;

    private const string Parameter = "payable_id";

    // The dialect's operation gives no reason, and a bill is never declined without one.
    private const string Rejected = "Rejected by the payer.";

    public static void MapPayables(this IEndpointRouteBuilder api)
    {
        var payables = api.MapGroup("/payables").WithTags("Payables");
        payables.MapReads();
        payables.MapSteps();
        payables.MapLineItems();
    }

    private static void MapReads(this RouteGroupBuilder payables)
    {
        payables.MapGet("/", async (
            int? limit, string? order, [Description("created_at, id or issued_at.")] string? sort, [FromQuery(Name = PageToken.Parameter)] string? token,
            [AsParameters] PayableQuery query, Entity entity, HttpRequest request, Caller caller, SearchPayables search, CancellationToken cancel) =>
        {
            var check = new Check();
            var page = PageToken.Read(check, limit, order, sort, token, ListMax, SearchPayables.Sorts);
            var filter = query.Checked(check);
            check.Done();
            return TypedResults.Ok(TokenLists.Of(
                request, await search.RunAsync(caller, entity.Id, filter, page, cancel), PayableResponse.Of, row => SearchPayables.PlaceOf(page.Sort, row.Invoice)));
        }).Needs(Permission.InvoicesRead).WithSummary("Get payables");

        payables.MapGet("/{payable_id}", async ([FromRoute(Name = Parameter)] string id, Entity entity, Caller caller, GetPayable get, CancellationToken cancel) =>
            TypedResults.Ok(PayableResponse.Of(await get.RunAsync(caller, entity.Id, IdOf(id), cancel))))
            .Needs(Permission.InvoicesRead).WithSummary("Get a payable by ID");
    }

    private static void MapSteps(this RouteGroupBuilder payables)
    {
        payables.MapPost("/{payable_id}/submit_for_approval", async (
            [FromRoute(Name = Parameter)] string id, Entity entity, Caller caller, SubmitInvoice submit, GetPayable get, CancellationToken cancel) =>
        {
            await get.RunAsync(caller, entity.Id, IdOf(id), cancel);
            return TypedResults.Ok(PayableResponse.Of((await submit.RunAsync(caller, entity.Id, IdOf(id), cancel)).Row));
        }).Needs(Permission.InvoicesWrite).WithName("submitPayable").WithSummary("Submit a payable for approval").WithDescription("A draft of the entity's own. While it has an accounting connection, every line needs a ledger account.");

        payables.MapPost("/{payable_id}/approve_payment_operation", async (
            [FromRoute(Name = Parameter)] string id, Entity entity, Caller caller, ApproveInvoice approve, GetPayable get, CancellationToken cancel) =>
        {
            await get.RunAsync(caller, entity.Id, IdOf(id), cancel);
            return TypedResults.Ok(PayableResponse.Of((await approve.RunAsync(caller, entity.Id, IdOf(id), cancel)).Row));
        }).Needs(Permission.InvoicesApprove).WithName("approvePayable").WithSummary("Approve a payable for payment").WithDescription("While the entity has an accounting connection, every line needs a ledger account.");

        payables.MapPost("/{payable_id}/reject", async (
            [FromRoute(Name = Parameter)] string id, Entity entity, Caller caller, DeclineInvoice decline, GetPayable get, CancellationToken cancel) =>
        {
            await get.RunAsync(caller, entity.Id, IdOf(id), cancel);
            return TypedResults.Ok(PayableResponse.Of((await decline.RunAsync(caller, entity.Id, IdOf(id), Rejected, null, cancel)).Row));
        }).Needs(Permission.InvoicesApprove).WithName("rejectPayable").WithSummary("Reject a payable");

        payables.MapPost("/{payable_id}/cancel", async (
            [FromRoute(Name = Parameter)] string id, Entity entity, Caller caller, CancelInvoice cancelInvoice, GetPayable get, CancellationToken cancel) =>
        {
            await get.RunAsync(caller, entity.Id, IdOf(id), cancel);
            return TypedResults.Ok(PayableResponse.Of((await cancelInvoice.RunAsync(caller, entity.Id, IdOf(id), cancel)).Row));
        }).Needs(Permission.InvoicesWrite).WithName("cancelPayable").WithSummary("Cancel a payable").WithDescription("And its scheduled payment.");
    }

    private static void MapLineItems(this RouteGroupBuilder payables)
    {
        var items = payables.MapGroup("/{payable_id}/line_items").WithTags("Payable line items");
        items.MapGet("/", async ([FromRoute(Name = Parameter)] string id, Entity entity, Caller caller, ListPayableLines list, CancellationToken cancel) =>
        {
            var found = await list.RunAsync(caller, entity.Id, IdOf(id), cancel);
            return TypedResults.Ok(new LineItemList([.. found.Lines.Select(line => LineItemResponse.Of(line, found.Invoice.Amount.Currency))], null, null));
        }).Needs(Permission.InvoicesRead).WithSummary("Get the line items of a payable")
            .WithDescription("All of them on one page. What the bill has beside its lines (allowances, charges and rounding of the whole, what was prepaid) are items too.");

        items.MapPatch("/{line_item_id}", async (
            [FromRoute(Name = Parameter)] string id, [FromRoute(Name = "line_item_id")] string item, LineItemChange body, Entity entity, Caller caller, CodeLine code,
            CancellationToken cancel) =>
        {
            var coded = await code.RunAsync(caller, entity.Id, IdOf(id), AccountingIds.OfPath("line_item_id", item), body.Checked(), cancel);
            return TypedResults.Ok(LineItemResponse.Of(coded.Lines[0], coded.Invoice.Amount.Currency));
        }).Needs(Permission.InvoicesWrite).WithSummary("Choose the ledger account and tax rate of a line item")
            .WithDescription("What is left out stays; null takes the choice away. 409 once the bill is in the accounting system.");
    }

    private static InvoiceId IdOf(string text) => new(AccountingIds.OfPath(Parameter, text));
}
