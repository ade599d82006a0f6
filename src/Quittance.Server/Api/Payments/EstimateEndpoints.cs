using Quittance.Domain.Payments;
using Quittance.Server.Payments;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>What a payment would cost, when it would arrive, and which bank a routing number names.</summary>
internal static class EstimateEndpoints
{
    public static void MapEstimates(this IEndpointRouteBuilder api)
    {
        var estimates = api.MapGroup("").WithTags("Estimates");

        estimates.MapPost("/fees", async (FeesRequest body, Caller caller, EstimateFees estimate, CancellationToken cancel) =>
        {
            var (source, destination, options, amount) = body.Checked();
            var fees = await estimate.RunAsync(caller, source, destination, options, amount, cancel);
            return TypedResults.Ok(new FeesResponse(fees.Source.ToMajor(), 0, fees.Destination.ToMajor(), 0));
        }).Needs(Permission.InvoicesRead).WithSummary("Estimate what a payment costs the platform, at the sandbox's prices");

        estimates.MapPost("/paymentTiming", async (PaymentTimingRequest body, Caller caller, EstimateTiming estimate, CancellationToken cancel) =>
        {
            if (body.InvoiceId is { Length: > 0 } invoice)
            {
                return TypedResults.Ok(PaymentTimingResponse.Of(await estimate.OfInvoiceAsync(caller, invoice, cancel)));
            }

            var (source, destination, options, processedOn, deductOn) = body.Checked();
            return TypedResults.Ok(PaymentTimingResponse.Of(await estimate.RunAsync(caller, source, destination, options, processedOn, deductOn, cancel)));
        }).Needs(Permission.InvoicesRead).WithSummary("Estimate when a payment leaves and arrives");

        estimates.MapGet("/bankLookup", (string? routingNumber, Caller caller) =>
        {
            var check = new Check();
            if (!Domain.RoutingNumber.TryParse(check.Required("routingNumber", routingNumber), out var number))
            {
                check.Fault("routingNumber", "routingNumber must be an ABA routing number: 9 digits with a valid check digit");
            }

            check.Done();
            return UsBanks.Find(number!) is { } bank ? TypedResults.Ok(BankLookupResponse.Of(bank)) : throw Ids.NotFound("bank in our short list");
        }).Needs(Permission.InvoicesRead).WithSummary("Find the bank that has a routing number, in a short list of large ones");
    }
}
