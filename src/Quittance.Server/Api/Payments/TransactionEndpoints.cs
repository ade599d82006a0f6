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
            [Description(DownloadFormat.About), DefaultValue(DownloadFormat.Csv)] string? format,
            HttpRequest request,
            ServerOptions options,
            Caller caller,
            LinkTransactions link,
            CancellationToken cancel) =>
        {
            var isCsv = DownloadFormat.IsCsv(format);
            var (filter, after, limit) = query.Checked(request.QueryString.Value);
            var made = await link.RunAsync(caller, filter, after, limit, isCsv, cancel);
            return TypedResults.Ok(BulkDownloadResponse.Of(options.UrlFor(request), made, isCsv));
        }).Needs(Permission.InvoicesRead).WithSummary("Download transactions")
            .WithDescription("Answers with a link, which serves for 15 minutes, needs no token and ends with the one that it was made with. It gives all transactions of the search; with a limit, as many.");

        transactions.MapGet("/transaction/{transactionId}", async (string transactionId, Caller caller, GetTransaction get, CancellationToken cancel) =>
            await get.RunAsync(caller, new TransactionId(Ids.Read(PaymentsIds.Transaction, "transaction", transactionId)), cancel))
            .Needs(Permission.InvoicesRead).WithSummary("Get a transaction").Produces<TransactionResponse>();
    }
}
