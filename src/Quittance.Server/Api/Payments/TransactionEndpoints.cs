using Quittance.Domain.Payments;
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
            return await search.RunAsync(caller, filter, after, limit, cancel);
        }).Needs(Permission.InvoicesRead).WithSummary("Search transactions").Produces<TransactionList>();

        transactions.MapGet("/transaction/{transactionId}", async (string transactionId, Caller caller, GetTransaction get, CancellationToken cancel) =>
            await get.RunAsync(caller, new TransactionId(Ids.Read(PaymentsIds.Transaction, "transaction", transactionId)), cancel))
            .Needs(Permission.InvoicesRead).WithSummary("Get a transaction").Produces<TransactionResponse>();
    }
}
