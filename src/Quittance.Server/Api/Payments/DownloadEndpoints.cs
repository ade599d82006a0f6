using System.ComponentModel;
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
        api.MapGet($"{Place}/{{link}}", async ([Description("As the answer gave it: `qtd_` and 43 letters.")] string link, HttpResponse response, OpenDownload open, ReadTransactions read, CancellationToken cancel) =>
            await open.RunAsync(link, cancel) switch
            {
                Download.File file => SafeFile.Of(response, file.FileName, file.Content),
                Download.Transactions transactions => Streamed(response, transactions, read),
                _ => (IResult)TypedResults.NotFound(),
            }).AllowAnonymous().WithTags("Downloads").WithSummary("Fetch what a link is for; needs no credentials")
            .Produces<JsonElement>(StatusCodes.Status200OK, JsonType, CsvType, "application/octet-stream");

    private static PushStreamHttpResult Streamed(HttpResponse response, Download.Transactions transactions, ReadTransactions read)
    {
        SafeFile.Protect(response);
        var (maker, wanted) = transactions;
        return wanted.IsCsv
            ? TypedResults.Stream(_ => TransactionCsv.WriteAsync(read.RowsAsync(maker, wanted, response.HttpContext.RequestAborted), response.BodyWriter, response.HttpContext.RequestAborted), Csv.ContentType, "transactions.csv")
            : TypedResults.Stream(_ => read.WriteJsonAsync(maker, wanted, response.BodyWriter, response.HttpContext.RequestAborted), JsonType, "transactions.json");
    }
}
