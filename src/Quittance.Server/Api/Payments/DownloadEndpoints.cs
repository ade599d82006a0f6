using System.ComponentModel;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Quittance.Server.Downloads;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>What links give: they need no token, because nobody can guess them, and serve for a short while.</summary>
internal static class DownloadEndpoints
{
    public const string JsonType = "application/json";
    public const string CsvType = "text/csv";

    private const string Place = "/downloads";

    /// <summary>Where a link leads, from the server's root.</summary>
    public static string PathOf(Token link) => $"{Place}/{link.Text}";

    public static void MapDownloads(this IEndpointRouteBuilder api) =>
        api.MapGet($"{Place}/{{link}}", async ([Description("As the answer gave it: `qtd_` and 43 letters.")] string link, HttpResponse response, OpenDownload open, ReadBusinesses businesses, ReadInvoices invoices, ReadTransactions transactions, CancellationToken cancel) =>
            await open.RunAsync(link, cancel) switch
            {
                Download.File file => SafeFile.Of(response, file.FileName, file.Content),
                Download.Businesses(var maker, var wanted) => Streamed(response, "entities", wanted.IsCsv, (output, aborted) => wanted.IsCsv
                    ? EntityCsv.WriteAsync(businesses.RowsAsync(maker, wanted, aborted), output, aborted)
                    : businesses.WriteJsonAsync(maker, wanted, output, aborted)),
                Download.Invoices(var maker, var wanted) => Streamed(response, "invoices", wanted.IsCsv, (output, aborted) => wanted.IsCsv
                    ? InvoiceCsv.WriteAsync(invoices.RowsAsync(maker, wanted, aborted), output, aborted)
                    : invoices.WriteJsonAsync(maker, wanted, output, aborted)),
                Download.Transactions(var maker, var wanted) => Streamed(response, "transactions", wanted.IsCsv, (output, aborted) => wanted.IsCsv
                    ? TransactionCsv.WriteAsync(transactions.RowsAsync(maker, wanted, aborted), output, aborted)
                    : transactions.WriteJsonAsync(maker, wanted, output, aborted)),
                _ => (IResult)TypedResults.NotFound(),
            }).AllowAnonymous().WithTags("Downloads").WithSummary("Fetch what a link is for; needs no credentials")
            .Produces<JsonElement>(StatusCodes.Status200OK, JsonType, CsvType, "application/octet-stream");

    private static PushStreamHttpResult Streamed(HttpResponse response, string name, bool isCsv, Func<PipeWriter, CancellationToken, Task> write)
    {
        SafeFile.Protect(response);
        return TypedResults.Stream(
            _ => write(response.BodyWriter, response.HttpContext.RequestAborted), isCsv ? Csv.ContentType : JsonType, isCsv ? $"{name}.csv" : $"{name}.json");
    }
}
