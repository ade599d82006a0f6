using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Quittance.Server.Hosting;
using Quittance.Server.Invoices;
using Quittance.Server.Papers;
using Quittance.Server.Security;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>What hangs on an invoice: comments, documents and its log.</summary>
internal static class InvoicePartEndpoints
{
    private const int EventsDefault = 50;
    private const int EventsMax = 100;

    public static void MapInvoiceParts(this IEndpointRouteBuilder api)
    {
        var invoice = api.MapGroup("/invoice/{invoiceId}").WithTags("Invoices");
        invoice.MapComments();
        invoice.MapDocuments();
        invoice.MapPapers();
        invoice.MapEvents();
    }

    private static void MapComments(this RouteGroupBuilder invoice)
    {
        invoice.MapGet("/comments", async (string invoiceId, Caller caller, ListInvoiceComments list, CancellationToken cancel) =>
            await list.RunAsync(caller, PaymentsIds.Named(invoiceId), (session, comments) => session.ShowCommentsAsync(caller, comments, cancel), cancel))
            .Needs(Permission.InvoicesRead).WithSummary("Get all comments on an invoice").Produces<IReadOnlyList<CommentResponse>>().WithDescription("The oldest first.");

        invoice.MapPost("/comment", async (string invoiceId, CommentRequest body, Caller caller, CommentOnInvoice comment, CancellationToken cancel) =>
        {
            var (text, user) = body.Checked();
            return await comment.AddAsync(caller, PaymentsIds.Named(invoiceId), user, text, (session, made) => session.ShowCommentAsync(caller, made, cancel), cancel);
        }).Needs(Permission.InvoicesWrite).WithName("commentOnInvoice").WithSummary("Comment on an invoice").Produces<CommentResponse>();

        invoice.MapGet("/comment/{commentId}", async (string invoiceId, string commentId, Caller caller, GetInvoiceComment get, CancellationToken cancel) =>
            await get.RunAsync(
                caller, PaymentsIds.Named(invoiceId), CommentOf(commentId), (session, comment) => session.ShowCommentAsync(caller, comment, cancel), cancel))
            .Needs(Permission.InvoicesRead).WithSummary("Get a comment").Produces<CommentResponse>();

        invoice.MapPost("/comment/{commentId}", async (string invoiceId, string commentId, CommentRequest body, Caller caller, CommentOnInvoice comment, CancellationToken cancel) =>
            await comment.EditAsync(
                caller, PaymentsIds.Named(invoiceId), CommentOf(commentId), body.Checked().Text, (session, made) => session.ShowCommentAsync(caller, made, cancel), cancel))
            .Needs(Permission.InvoicesWrite).WithName("editInvoiceComment").WithSummary("Edit a comment").Produces<CommentResponse>().WithDescription("Its user stays the same.");

        invoice.MapDelete("/comment/{commentId}", async (string invoiceId, string commentId, Caller caller, CommentOnInvoice comment, CancellationToken cancel) =>
        {
            await comment.RemoveAsync(caller, PaymentsIds.Named(invoiceId), CommentOf(commentId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.InvoicesWrite).WithName("deleteInvoiceComment").WithSummary("Delete a comment");
    }

    private static void MapDocuments(this RouteGroupBuilder invoice)
    {
        invoice.MapGet("/documents", async (
            string invoiceId,
            [Description("INVOICE, PAYMENT_CONFIRMATION, TEN_NINETY_NINE, W9, CHECK, BANK_STATEMENT, CONTRACT or OTHER.")] string[]? type,
            HttpRequest request,
            ServerOptions options,
            Caller caller,
            ListInvoiceDocuments list,
            CancellationToken cancel) =>
        {
            var check = new Check();
            var types = InvoiceParameters.Texts(check, "type", type).Select(word => check.OneOf("type", word, InvoiceWords.Documents)?.Stored ?? "").ToList();
            check.Done();
            var documents = await list.RunAsync(caller, PaymentsIds.Named(invoiceId), types, cancel);
            return TypedResults.Ok(documents.Select(item => DocumentResponse.Of(item.Document, $"{options.UrlFor(request)}{DownloadEndpoints.PathOf(item.Link)}")));
        }).Needs(Permission.InvoicesRead).WithSummary("Get the documents of an invoice");

        invoice.MapPost("/document", async (string invoiceId, UploadDocumentRequest body, Caller caller, AttachDocument attach, CancellationToken cancel) =>
        {
            await attach.RunAsync(caller, PaymentsIds.Named(invoiceId), body.Checked(), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.InvoicesWrite).WithSummary("Upload a document").WithMetadata(new RequestSizeLimitAttribute(Limits.UploadBytesMax));

        invoice.MapDelete("/document/{documentId}", async (string invoiceId, string documentId, Caller caller, RemoveDocument remove, CancellationToken cancel) =>
        {
            await remove.RunAsync(caller, PaymentsIds.Named(invoiceId), Ids.Read(PaymentsIds.Document, "document", documentId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.InvoicesWrite).WithSummary("Delete a document").WithDescription("What a provider delivered, from which the invoice was made, stays.");
    }

    private static void MapPapers(this RouteGroupBuilder invoice)
    {
        invoice.MapGet("/pdf/generate", async (string invoiceId, Caller caller, WritePaper paper, CancellationToken cancel) =>
            TypedResults.Ok(DocumentResponse.OfPaper("INVOICE", await paper.RunAsync(caller, PaymentsIds.Named(invoiceId), one => one.WriteInvoice(), cancel))))
            .Needs(Permission.InvoicesRead).WithName("writeInvoicePdf").WithSummary("Write an invoice as a PDF").WithDescription("From what the invoice says, not from its documents.");

        invoice.MapGet("/check/generate", async (string invoiceId, Caller caller, WritePaper paper, CancellationToken cancel) =>
            TypedResults.Ok(DocumentResponse.OfPaper("CHECK", await paper.RunAsync(caller, PaymentsIds.Named(invoiceId), one => one.WriteCheck(), cancel))))
            .Needs(Permission.InvoicesRead).WithName("writeCheckPdf").WithSummary("Write the check of an invoice as a PDF")
            .WithDescription("The latest one that paid it. Its account number is whole for callers who hold payments for the payer.");

        invoice.MapGet("/payment-confirmation/generate", async (string invoiceId, Caller caller, WritePaper paper, CancellationToken cancel) =>
            TypedResults.Ok(DocumentResponse.OfPaper("PAYMENT_CONFIRMATION", await paper.RunAsync(caller, PaymentsIds.Named(invoiceId), one => one.WriteConfirmation(), cancel))))
            .Needs(Permission.InvoicesRead).WithName("writePaymentConfirmationPdf").WithSummary("Write a confirmation of an invoice's payment as a PDF");

        invoice.MapGet("/source-email", async (string invoiceId, Caller caller, GetInvoiceOrDraft get, CancellationToken cancel) =>
            TypedResults.Ok(await get.RunAsync(caller, PaymentsIds.Named(invoiceId), (_, _) => Task.FromResult(SourceEmailsResponse.None), cancel)))
            .Needs(Permission.InvoicesRead).WithName("listSourceEmails").WithSummary("Get the e-mail that an invoice was made from").WithDescription("No invoice is made from an e-mail here, so there never is one.");
    }

    private static void MapEvents(this RouteGroupBuilder invoice) =>
        invoice.MapGet("/events", async (
            string invoiceId,
            string? startDate,
            string? endDate,
            [Description("1 to 100; 50 without it.")] int? limit,
            [Description("The id of the last event of the page before.")] string? startingAfter,
            Caller caller,
            ListInvoiceChanges list,
            CancellationToken cancel) =>
        {
            var check = new Check();
            check.Between("limit", limit, 1, EventsMax);
            var (from, until) = (PaymentsTimes.Read(check, "startDate", startDate), PaymentsTimes.Read(check, "endDate", endDate));
            check.Done();
            Guid? after = string.IsNullOrEmpty(startingAfter) ? null : Ids.Read(PaymentsIds.Event, "event", startingAfter);
            var (count, hasMore, changes) = await list.RunAsync(caller, PaymentsIds.Named(invoiceId), from, until, after, limit ?? EventsDefault, cancel);
            return TypedResults.Ok(new InvoiceEventsResponse([.. changes.Select(InvoiceEventResponse.Of)], count, hasMore));
        }).Needs(Permission.InvoicesRead).WithSummary("Get what was asked to change on an invoice").WithDescription("The newest first.");

    private static Guid CommentOf(string text) => Ids.Read(PaymentsIds.Comment, "comment", text);
}
