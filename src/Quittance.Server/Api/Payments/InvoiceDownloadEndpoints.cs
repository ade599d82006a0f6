using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Quittance.Server.Downloads;
using Quittance.Server.Hosting;
using Quittance.Server.Invoices;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>Links to everything that a list of invoices holds.</summary>
internal static class InvoiceDownloadEndpoints
{
    private const string About =
        "Answers with a link, which serves for 15 minutes, needs no token and ends with the one that it was made with. It gives all invoices of the search; with a limit, as many.";

    public static void MapInvoiceDownloads(this IEndpointRouteBuilder api)
    {
        var downloads = api.MapGroup("").WithTags("Invoices");

        downloads.MapGet("/invoices/download", (
            [AsParameters] InvoiceQuery query,
            [Description("Entities that pay or are paid: their ids or foreign ids.")] string[]? entityId,
            [Description("A group, one of whose entities pays or is paid: its id or foreign id.")] string? entityGroupId,
            [AsParameters] InvoiceDownload download,
            CancellationToken cancel) =>
                download.LinkAsync(
                    query,
                    filter => filter with { Entities = InvoiceParameters.Texts("entityId", entityId), Group = InvoiceParameters.Text(entityGroupId) },
                    null,
                    null,
                    cancel))
            .Needs(Permission.InvoicesRead).WithName("downloadInvoices").WithSummary("Download invoices").WithDescription(About);

        downloads.MapGet("/entity/{entityId}/invoices/download", (
            string entityId, [AsParameters] InvoiceQuery query, [AsParameters] InvoiceSideQuery side, [AsParameters] InvoiceDownload download, CancellationToken cancel) =>
                download.LinkAsync(query, side.Narrow, PaymentsIds.Named(entityId), null, cancel))
            .Needs(Permission.InvoicesRead).WithName("downloadEntityInvoices").WithSummary("Download the invoices of an entity").WithDescription(About);

        downloads.MapGet("/entityGroup/{entityGroupId}/invoices/download", (
            string entityGroupId, [AsParameters] InvoiceQuery query, [AsParameters] InvoiceSideQuery side, [AsParameters] InvoiceDownload download, CancellationToken cancel) =>
                download.LinkAsync(query, side.Narrow, null, PaymentsIds.Named(entityGroupId), cancel))
            .Needs(Permission.InvoicesRead).WithName("downloadEntityGroupInvoices").WithSummary("Download the invoices of an entity group").WithDescription(About);
    }

    /// <summary>What every download of invoices takes beside their filters.</summary>
    private sealed record InvoiceDownload(
        [property: Description(DownloadFormat.About), DefaultValue(DownloadFormat.Csv)] string? Format,
        HttpRequest Request,
        ServerOptions Options,
        Caller Caller,
        LinkInvoices Link)
    {
        /// <param name="narrow">What the path asks for beside the query.</param>
        public async Task<Ok<BulkDownloadResponse>> LinkAsync(
            InvoiceQuery query, Func<InvoiceSearchFilter, InvoiceSearchFilter> narrow, string? business, string? group, CancellationToken cancel)
        {
            var isCsv = DownloadFormat.IsCsv(Format);
            var (filter, page) = query.Checked(Request.QueryString.Value);
            var wanted = new LinkedInvoices(narrow(filter), page.Order, page.IsDescending, page.After?.Value, query.Limit, query.Extras, isCsv);
            return TypedResults.Ok(BulkDownloadResponse.Of(Options.UrlFor(Request), await Link.RunAsync(Caller, wanted, business, group, cancel), isCsv));
        }
    }
}
