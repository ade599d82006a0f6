using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>What was pulled from the accounting system: accounts, tax rates, and the bills that it has.</summary>
internal static class LedgerEndpoints
{
    private const int ListMax = 250;
    private const int PulledMax = 500;
    private const int PulledUsual = 100;
    private const int OffsetMax = 1_000_000;
    // The one escape that routing leaves in a part of a path.
    private const string Slash = "%2F";

    private const string ByName = "name";

    public static void MapLedgers(this IEndpointRouteBuilder api)
    {
        api.MapLedgerAccounts();
        api.MapTaxRates();
        api.MapPulledPayables();
    }

    private static void MapLedgerAccounts(this IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/ledger_accounts").WithTags("Ledger accounts");
        accounts.MapGet("/", async (
            int? limit, string? order, string? sort, [FromQuery(Name = PageToken.Parameter)] string? token, Entity entity, HttpRequest request, Caller caller,
            ListLedgerAccounts list, CancellationToken cancel) =>
        {
            var page = PageOf(limit, order, sort, token);
            return TypedResults.Ok(TokenLists.Of(
                request, await list.RunAsync(caller, entity.Id, page, cancel), LedgerAccountResponse.Of, account => new TokenPlace(account.Name, null, account.Id.Value)));
        }).Needs(Permission.Accounting).WithSummary("Get ledger accounts").WithDescription("Those of the accounting system that the entity is connected to, as of the last synchronisation.");

        accounts.MapGet("/{ledger_account_id}", async (
            [FromRoute(Name = "ledger_account_id")] string id, Entity entity, Caller caller, GetLedgerAccount get, CancellationToken cancel) =>
            TypedResults.Ok(LedgerAccountResponse.Of(await get.RunAsync(caller, entity.Id, new LedgerAccountId(AccountingIds.OfPath("ledger_account_id", id)), cancel))))
            .Needs(Permission.Accounting).WithSummary("Get a ledger account by ID");
    }

    private static void MapTaxRates(this IEndpointRouteBuilder api)
    {
        var rates = api.MapGroup("/accounting_tax_rates").WithTags("Accounting tax rates");
        rates.MapGet("/", async (
            int? limit, string? order, string? sort, [FromQuery(Name = PageToken.Parameter)] string? token, Entity entity, HttpRequest request, Caller caller,
            ListTaxRates list, CancellationToken cancel) =>
        {
            var page = PageOf(limit, order, sort, token);
            return TypedResults.Ok(TokenLists.Of(
                request, await list.RunAsync(caller, entity.Id, page, cancel), TaxRateResponse.Of, rate => new TokenPlace(rate.Name, null, rate.Id.Value)));
        }).Needs(Permission.Accounting).WithSummary("Get tax rates").WithDescription("Those of the accounting system that the entity is connected to, as of the last synchronisation.");

        rates.MapGet("/{tax_rate_id}", async ([FromRoute(Name = "tax_rate_id")] string id, Entity entity, Caller caller, GetTaxRate get, CancellationToken cancel) =>
            TypedResults.Ok(TaxRateResponse.Of(await get.RunAsync(caller, entity.Id, new TaxRateId(AccountingIds.OfPath("tax_rate_id", id)), cancel))))
            .Needs(Permission.Accounting).WithSummary("Get a tax rate by ID");
    }

    private static void MapPulledPayables(this IEndpointRouteBuilder api)
    {
        var payables = api.MapGroup("/accounting/payables").WithTags("Accounting data pull");
        payables.MapGet("/", async (
            [Description("1 to 500, 100 without it.")] int? limit, [Description("How many to leave out.")] int? offset, Entity entity, Caller caller, ListPulledPayables list,
            CancellationToken cancel) =>
        {
            var check = new Check();
            check.Between("query.limit", limit, 1, PulledMax);
            check.Between("query.offset", offset, 0, OffsetMax);
            check.Done();
            var bills = await list.RunAsync(caller, entity.Id, limit ?? PulledUsual, offset ?? 0, cancel);
            return TypedResults.Ok(new PulledPayableList([.. bills.Select(PulledPayableResponse.Of)]));
        }).Needs(Permission.Accounting).WithSummary("Get payables list from accounting system")
            .WithDescription("As of the connection's last_pull. These are what the accounting system has, whether they came from here or not.");

        payables.MapGet("/{remote_id}", async ([FromRoute(Name = "remote_id")] string id, Entity entity, Caller caller, GetPulledPayable get, CancellationToken cancel) =>
            TypedResults.Ok(PulledPayableResponse.Of(await get.RunAsync(caller, entity.Id, id.Replace(Slash, "/", StringComparison.OrdinalIgnoreCase), cancel))))
            .Needs(Permission.Accounting).WithSummary("Get payable details from accounting system").WithDescription("By the accounting system's own id.");
    }

    private static TokenPage PageOf(int? limit, string? order, string? sort, string? token)
    {
        var check = new Check();
        var page = PageToken.Read(check, limit, order, sort, token, ListMax, ByName);
        check.Done();
        return page;
    }
}
