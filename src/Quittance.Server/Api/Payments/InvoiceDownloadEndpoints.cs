using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Quittance.Server.Downloads;
using Quittance.Server.Hosting;
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

        downloads.MapGet("/invoices/download", async (
            [AsParameters] InvoiceQuery query,
            [Description("Entities that pay or are paid: their ids or foreign ids.")] string[]? entityId,
            [Description("A group, one of whose entities pays or is paid: its id or foreign id.")] string? entityGroupId,
            [Description(DownloadFormat.About), DefaultValue(DownloadFormat.Csv)] string? format,
            HttpRequest request,
            ServerOptions options,
            Caller caller,
            LinkInvoices link,
            CancellationToken cancel) =>
        {
            var wanted = Wanted(query, request, format);
            var filter = wanted.Filter with { Entities = InvoiceParameters.Texts("entityId", entityId), Group = InvoiceParameters.Text(entityGroupId) };
            return Answer(request, options, await link.RunAsync(caller, wanted with { Filter = filter }, null, null, cancel), wanted);
        }).Needs(Permission.InvoicesRead).WithName("downloadInvoices").WithSummary("Download invoices").WithDescription(About);

        downloads.MapGet("/entity/{entityId}/invoices/download", async (
            string entityId,
            [AsParameters] InvoiceQuery query,
            [Description("Only what the entity is paid.")] bool? excludePayables,
            [Description("Only what the entity pays.")] bool? excludeReceivables,
            [Description(DownloadFormat.About), DefaultValue(DownloadFormat.Csv)] string? format,
            HttpRequest request,
            ServerOptions options,
            Caller caller,
            LinkInvoices link,
            CancellationToken cancel) =>
        {
            var wanted = OfSide(Wanted(query, request, format), excludePayables, excludeReceivables);
            return Answer(request, options, await link.RunAsync(caller, wanted, PaymentsIds.Named(entityId), null, cancel), wanted);
        }).Needs(Permission.InvoicesRead).WithName("downloadEntityInvoices").WithSummary("Download the invoices of an entity").WithDescription(About);

        downloads.MapGet("/entityGroup/{entityGroupId}/invoices/download", async (
            string entityGroupId,
            [AsParameters] InvoiceQuery query,
            [Description("Only what the group's entities are paid.")] bool? excludePayables,
            [Description("Only what the group's entities pay.")] bool? excludeReceivables,
            [Description(DownloadFormat.About), DefaultValue(DownloadFormat.Csv)] string? format,
            HttpRequest request,
            ServerOptions options,
            Caller caller,
            LinkInvoices link,
            CancellationToken cancel) =>
        {
            var wanted = OfSide(Wanted(query, request, format), excludePayables, excludeReceivables);
            return Answer(request, options, await link.RunAsync(caller, wanted, null, PaymentsIds.Named(entityGroupId), cancel), wanted);
        }).Needs(Permission.InvoicesRead).WithName("downloadEntityGroupInvoices").WithSummary("Download the invoices of an entity group").WithDescription(About);
    }

    private static LinkedInvoices Wanted(InvoiceQuery query, HttpRequest request, string? format)
    {
        var isCsv = DownloadFormat.IsCsv(format);
        var (filter, page) = query.Checked(request.QueryString.Value);
        return new LinkedInvoices(filter, page.Order, page.IsDescending, page.After?.Value, query.Limit, query.Extras, isCsv);
    }

    private static LinkedInvoices OfSide(LinkedInvoices wanted, bool? excludePayables, bool? excludeReceivables) =>
        wanted with { Filter = wanted.Filter with { Side = InvoiceParameters.Side(excludePayables, excludeReceivables) } };

    private static Ok<BulkDownloadResponse> Answer(HttpRequest request, ServerOptions options, Token link, LinkedInvoices wanted) =>
        TypedResults.Ok(BulkDownloadResponse.Of(options.UrlFor(request), link, wanted.IsCsv));
}
