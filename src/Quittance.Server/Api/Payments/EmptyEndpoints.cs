using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Server.Networks;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>What the published components ask for when they open and of which there is nothing here: recurring bills, incoming mail, vendor credits.</summary>
/// <remarks>Making any of them is refused as not offered, so that these answers stay true.</remarks>
internal static class EmptyEndpoints
{
    public static void MapEmpty(this IEndpointRouteBuilder api)
    {
        api.MapGet("/invoice-templates", ([AsParameters] EmptyQuery query, Caller caller) => query.Answer("invoice template"))
            .Needs(Permission.InvoicesRead).WithTags("Invoices").WithName("findInvoiceTemplates").WithSummary("Find recurring invoices, of which there are none");

        api.MapGet("/organization/emailLog", ([AsParameters] EmptyQuery query, Caller caller) => query.Answer("e-mail"))
            .RequireAuthorization().WithTags("Organization").WithName("listEmails").WithSummary("List the mail that arrived, which is none");

        api.MapGet(
            "/entity/{entityId}/counterparty/{counterpartyId}/vendor-credits/estimate-usage",
            async (string entityId, string counterpartyId, decimal? amount, string? currency, Caller caller, FindCounterparty find, CancellationToken cancel) =>
            {
                await find.RunAsync(caller, entityId, counterpartyId, cancel);
                var check = new Check();
                var unit = check.Currency("currency", string.IsNullOrEmpty(currency) ? null : currency, Currency.Usd);
                var major = check.Required("amount", amount);
                if (major < 0 || Money.TryFromMajorTruncated(major, unit, out var left) != MoneyFault.None)
                {
                    check.Fault("amount", "amount must be zero or more, and within range");
                    left = null;
                }

                check.Done();
                return TypedResults.Ok(new VendorCreditUsageResponse(left!.ToMajor(), unit.Code, []));
            }).Needs(Permission.InvoicesRead).WithTags("Counterparties").WithName("estimateVendorCredits").WithSummary("Tell what of a bill vendor credits leave to pay: all, as there are none");
    }
}

/// <summary>How far to read in a list of nothing.</summary>
public sealed record EmptyQuery(
    [property: Range(1, 100), DefaultValue(10)] int? Limit,
    [property: Description("The id of the last one of the page before.")] string? StartingAfter)
{
    private const int LimitMax = 100;

    internal EmptyList Answer(string noun)
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        check.Done();
        return string.IsNullOrEmpty(StartingAfter) ? new EmptyList(0, false, []) : throw Ids.NotFound(noun);
    }
}

/// <summary>A page of nothing.</summary>
public sealed record EmptyList(long Count, bool HasMore, [property: Description("Always empty.")] IReadOnlyList<object> Data);

/// <summary>What vendor credits leave to pay.</summary>
public sealed record VendorCreditUsageResponse(
    [property: Description("In major units.")] decimal RemainingAmount, string Currency, [property: Description("Always empty.")] IReadOnlyList<object> VendorCredits);
