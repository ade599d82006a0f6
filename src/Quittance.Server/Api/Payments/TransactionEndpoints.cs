using System.ComponentModel;
using Quittance.Domain.Payments;
using Quittance.Server.Downloads;
using Quittance.Server.Hosting;
using Quittance.Server.Payments;
using Quittance.Server.Searching;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>Transactions: payments that have started.</summary>
internal static class TransactionEndpoints
{
    private const string Csv = "CSV";

    private static readonly Dictionary<string, bool> IsCsv = new(StringComparer.Ordinal) { [Csv] = true, ["JSON"] = false };

    public static void MapTransactions(this IEndpointRouteBuilder api)
    {
        var transactions = api.MapGroup("").WithTags("Transactions");

        transactions.MapGet("/transactions", async ([AsParameters] TransactionQuery query, HttpRequest request, Caller caller, SearchTransactions search, CancellationToken cancel) =>
        {
            var (filter, after, limit) = query.Checked(request.QueryString.Value);
            return await search.RunAsync(caller, filter, after, limit ?? TransactionQuery.LimitDefault, cancel);
        }).Needs(Permission.InvoicesRead).MayAnswerPlainPages(Permission.InvoicesRead).WithSummary("Search transactions").Produces<TransactionList>();

        transactions.MapGet("/transactions/download", async (
            [AsParameters] TransactionQuery query,
            [Description("CSV or JSON."), DefaultValue(Csv)] string? format,
            HttpRequest request,
            ServerOptions options,
            Caller caller,
            LinkTransactions link,
            CancellationToken cancel) =>
        {
            var check = new Check();
            var isCsv = check.OneOf("format", string.IsNullOrEmpty(format) ? Csv : format, IsCsv) ?? true;
            check.Done();
            var (filter, after, limit) = query.Checked(request.QueryString.Value);
            var made = await link.RunAsync(caller, filter, after, limit, isCsv, cancel);
            return TypedResults.Ok(new BulkDownloadResponse($"{options.UrlFor(request)}{DownloadEndpoints.PathOf(made)}", isCsv ? DownloadEndpoints.CsvType : DownloadEndpoints.JsonType));
        }).Needs(Permission.InvoicesRead).WithSummary("Download transactions")
            .WithDescription("Answers with a link, which serves for 15 minutes, needs no token and ends with the one that it was made with. It gives all transactions of the search; with a limit, as many.");

        transactions.MapGet("/transaction/{transactionId}", async (string transactionId, Caller caller, GetTransaction get, CancellationToken cancel) =>
            await get.RunAsync(caller, new TransactionId(Ids.Read(PaymentsIds.Transaction, "transaction", transactionId)), cancel))
            .Needs(Permission.InvoicesRead).WithSummary("Get a transaction").Produces<TransactionResponse>();
    }
}
