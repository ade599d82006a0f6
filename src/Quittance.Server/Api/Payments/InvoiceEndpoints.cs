using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Quittance.Domain;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>Invoices: bills from their first draft to the end, and how they are to be paid.</summary>
internal static class InvoiceEndpoints
{
    public static void MapInvoices(this IEndpointRouteBuilder api)
    {
        var invoices = api.MapGroup("").WithTags("Invoices");
        invoices.MapOne();
        invoices.MapLists();
        invoices.MapSeveral();
    }

    private static void MapOne(this RouteGroupBuilder invoices)
    {
        invoices.MapPost("/invoice", async (InvoiceRequest body, Caller caller, CreateInvoiceOrDraft create, CancellationToken cancel) =>
            await create.RunAsync(caller, body.Checked(isNew: true), (session, id) => session.ShowInvoiceAsync(caller, id, cancel), cancel))
            .Needs(Permission.InvoicesWrite).WithSummary("Create an invoice").Produces<InvoiceResponse>()
            .WithDescription("A DRAFT needs its payer, or for a receivable its vendor, as creatorEntityId. It can be created as NEW or SCHEDULED at once, if all is said that these need.")
            .WithMetadata(new RequestSizeLimitAttribute(Limits.UploadBytesMax));

        invoices.MapGet("/invoice/{invoiceId}", async (string invoiceId, Caller caller, GetInvoiceOrDraft get, CancellationToken cancel) =>
            await get.RunAsync(caller, PaymentsIds.Named(invoiceId), (session, id) => session.ShowInvoiceAsync(caller, id, cancel), cancel))
            .Needs(Permission.InvoicesRead).WithSummary("Get an invoice").Produces<InvoiceResponse>();

        invoices.MapPost("/invoice/{invoiceId}", async (string invoiceId, InvoiceRequest body, Caller caller, UpdateInvoiceOrDraft update, CancellationToken cancel) =>
            await update.RunAsync(
                caller, PaymentsIds.Named(invoiceId), body.Checked(isNew: false), (session, id) => session.ShowInvoiceAsync(caller, id, cancel), cancel))
            .Needs(Permission.InvoicesWrite).WithSummary("Update an invoice, and take it to another status").Produces<InvoiceResponse>()
            .WithDescription(
                "NEW needs vendorId, amount, invoiceDate, dueDate and paymentSourceId; where no approval policy asks for anybody it becomes APPROVED. SCHEDULED needs paymentDestinationId and deductionDate. PAID says that it was paid by means of one's own; FAILED that this failed, or that a printed check is void.")
            .WithMetadata(new RequestSizeLimitAttribute(Limits.UploadBytesMax));

        invoices.MapDelete("/invoice/{invoiceId}", async (string invoiceId, Caller caller, DeleteInvoiceOrDraft delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, PaymentsIds.Named(invoiceId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.InvoicesWrite).WithSummary("Delete a draft");

        invoices.MapPut(
            "/invoice/{invoiceId}/line-item/{lineItemId}",
            async (string invoiceId, string lineItemId, InvoiceLineItemUpdateRequest body, Caller caller, UpdateInvoiceLine update, CancellationToken cancel) =>
            {
                var (change, asked) = body.Checked(Ids.Read(PaymentsIds.LineItem, "line item", lineItemId));
                return await update.RunAsync(caller, PaymentsIds.Named(invoiceId), change, asked, (session, id) => session.ShowInvoiceAsync(caller, id, cancel), cancel);
            }).Needs(Permission.InvoicesWrite).WithSummary("Update what a line item is for").Produces<InvoiceResponse>();
    }

    private static void MapLists(this RouteGroupBuilder invoices)
    {
        invoices.MapGet("/invoices", async (
            [AsParameters] InvoiceQuery query,
            [Description("Entities that pay or are paid: their ids or foreign ids.")] string[]? entityId,
            [Description("A group, one of whose entities pays or is paid: its id or foreign id.")] string? entityGroupId,
            HttpRequest request,
            Caller caller,
            SearchInvoices search,
            CancellationToken cancel) =>
        {
            var (filter, page) = query.Checked(request.QueryString.Value);
            filter = filter with { Entities = InvoiceParameters.Texts("entityId", entityId), Group = InvoiceParameters.Text(entityGroupId) };
            return await search.RunAsync(
                caller, filter, page, null, null, (session, ids, count, more) => session.ShowInvoicesAsync(caller, ids, count, more, query.Extras, cancel), cancel);
        }).Needs(Permission.InvoicesRead).WithSummary("Search invoices").Produces<FindInvoiceResponse>();

        invoices.MapGet("/entity/{entityId}/invoices", async (
            string entityId, [AsParameters] InvoiceQuery query, [AsParameters] InvoiceSideQuery side, HttpRequest request, Caller caller, SearchInvoices search, CancellationToken cancel) =>
        {
            var (filter, page) = query.Checked(request.QueryString.Value);
            return await search.RunAsync(
                caller, side.Narrow(filter), page, PaymentsIds.Named(entityId), null,
                (session, ids, count, more) => session.ShowInvoicesAsync(caller, ids, count, more, query.Extras, cancel), cancel);
        }).Needs(Permission.InvoicesRead).WithName("searchEntityInvoices").WithSummary("Search the invoices of an entity").Produces<FindInvoiceResponse>();

        invoices.MapGet("/entityGroup/{entityGroupId}/invoices", async (
            string entityGroupId, [AsParameters] InvoiceQuery query, [AsParameters] InvoiceSideQuery side, HttpRequest request, Caller caller, SearchInvoices search, CancellationToken cancel) =>
        {
            var (filter, page) = query.Checked(request.QueryString.Value);
            return await search.RunAsync(
                caller, side.Narrow(filter), page, null, PaymentsIds.Named(entityGroupId),
                (session, ids, count, more) => session.ShowInvoicesAsync(caller, ids, count, more, query.Extras, cancel), cancel);
        }).Needs(Permission.InvoicesRead).WithName("searchEntityGroupInvoices").WithSummary("Search the invoices of an entity group").Produces<FindInvoiceResponse>();

        invoices.MapGet("/entity/{entityId}/invoice-metrics", async (
            string entityId, [AsParameters] InvoiceMetricsQuery query, Caller caller, MeasureInvoices measure, CancellationToken cancel) =>
        {
            var (filter, grouping) = query.Checked();
            return TypedResults.Ok(InvoiceMetricsResponse.Of(await measure.RunAsync(caller, PaymentsIds.Named(entityId), filter, grouping, cancel), grouping));
        }).Needs(Permission.InvoicesRead).WithSummary("Count the invoices of an entity and add them up, by currency");
    }

    private static void MapSeveral(this RouteGroupBuilder invoices)
    {
        invoices.MapPost("/invoices", async (BulkInvoiceCreationRequest body, Caller caller, CreateInvoices create, CancellationToken cancel) =>
            TypedResults.Ok(BulkInvoiceResponse.Of(await create.RunAsync(
                caller, [.. body.Checked().Select(item => (item?.ForeignId, (Func<InvoiceChange>)(() => Given(item).Checked(isNew: true))))], cancel))))
            .Needs(Permission.InvoicesWrite).WithSummary("Create several invoices, each by itself").WithMetadata(new RequestSizeLimitAttribute(Limits.UploadBytesMax));

        invoices.MapPut("/invoices", async (BulkInvoiceUpdateRequest body, Caller caller, UpdateInvoices update, CancellationToken cancel) =>
            TypedResults.Ok(BulkInvoiceResponse.Of(await update.RunAsync(
                caller, [.. body.Checked().Select(item => (item?.ForeignId, (Func<(string, InvoiceChange)>)(() => (IdOf(item), item!.Checked(isNew: false)))))], cancel))))
            .Needs(Permission.InvoicesWrite).WithSummary("Update several invoices, each by itself").WithMetadata(new RequestSizeLimitAttribute(Limits.UploadBytesMax));

        invoices.MapPost("/invoices/approve", async (BulkInvoiceApprovalRequest body, Caller caller, GiveApprovals approve, CancellationToken cancel) =>
            TypedResults.Ok(BulkInvoiceResponse.Of(await approve.RunAsync(caller, body.Checked(), cancel))))
            .Needs(Permission.InvoicesApprove).WithSummary("Approve several invoices, each by itself");
    }

    private static InvoiceRequest Given(InvoiceRequest? item) => item ?? throw Missing("invoices");

    private static string IdOf(InvoiceUpdateRequestWithId? item) => string.IsNullOrEmpty(item?.InvoiceId) ? throw Missing("invoiceId") : item.InvoiceId;

    private static RefusedException Missing(string field) => new(Refusal.InvalidInput, "Validation failed.", new FieldFault(field, $"{field} is required"));
}
