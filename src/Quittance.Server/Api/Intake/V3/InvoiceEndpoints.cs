using Quittance.Server.Intake;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Intake.V3;

/// <summary>Delivered bills: the published list of supplier invoices, the queue of those without a supplier, and all that a document says.</summary>
internal static class InvoiceEndpoints
{
    public static void MapInvoices(this IEndpointRouteBuilder api)
    {
        var invoices = api.MapGroup("/api/v3.0/invoices").WithTags("Invoices");

        invoices.MapGet("/", async ([AsParameters] InvoiceQuery query, Caller caller, SearchDocuments search, CancellationToken cancel) =>
        {
            var (filter, byChange, after, limit) = query.Checked();
            return TypedResults.Ok(InvoicesResponse.Of(await search.RunAsync(caller, filter, byChange, after, limit, cancel), byChange));
        })
            .Needs(Permission.Accounting)
            .WithSummary("List the bills that were delivered")
            .WithDescription(
                """
                The oldest first. `cursor` of an answer goes on behind it; the end is an empty list and `cursor: null`.

                With `updated_after` the list is in the order of the last change, so that it can be followed: a document that changes comes
                again behind all that was seen. Then send the answer's `cursor` as it is (the bare id of the last item is taken too, but
                skips what changed meanwhile). Ask next time from a minute before the last `updated_at` that you saw; what you know already
                comes again under the same `id`.
                """);

        invoices.MapGet("/{invoiceId}", async (string invoiceId, Caller caller, GetDocument get, CancellationToken cancel) =>
            TypedResults.Ok(InvoiceDetailsResponse.Of(await get.RunAsync(caller, IntakeIds.InvoiceOf(invoiceId), cancel))))
            .Needs(Permission.Accounting).WithSummary("Get a delivered bill: everything that it says, its faults, its supplier, what its provider was told");

        invoices.MapGet("/{invoiceId}/document", async (string invoiceId, HttpResponse response, Caller caller, OpenDocument open, CancellationToken cancel) =>
        {
            var (name, content) = await open.RunAsync(caller, IntakeIds.InvoiceOf(invoiceId), cancel);
            return SafeFile.Of(response, name, content);
        })
            .Needs(Permission.Accounting).WithSummary("Download the bytes as they were delivered").Produces<string>(contentType: "application/octet-stream");

        invoices.MapGet("/{invoiceId}/attachments/{number}", async (
            string invoiceId, string number, HttpResponse response, Caller caller, OpenAttachment open, CancellationToken cancel) =>
        {
            var file = await open.RunAsync(caller, IntakeIds.InvoiceOf(invoiceId), IntakeIds.AttachmentOf(number), cancel);
            return SafeFile.Of(response, file.Name, file.Content.ToArray());
        })
            .Needs(Permission.Accounting).WithSummary("Download a supporting document that is inside the bill").Produces<string>(contentType: "application/octet-stream");

        invoices.MapPost("/{invoiceId}/match", async (string invoiceId, MatchRequest body, Caller caller, MatchDocument match, CancellationToken cancel) =>
        {
            var id = IntakeIds.InvoiceOf(invoiceId);
            return TypedResults.Ok(InvoiceResponse.Of(await match.RunAsync(caller, id, body.Checked(), cancel)));
        })
            .Needs(Permission.Accounting)
            .WithSummary("Say whose an unmatched bill is")
            .WithDescription("The supplier has to be connected with the company that received the bill. No later matching changes what was chosen here.");
    }
}
