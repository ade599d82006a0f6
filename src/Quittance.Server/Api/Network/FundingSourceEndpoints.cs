using Quittance.Server.Payments;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Network;

/// <summary>Funding sources: where a business's money comes from, and where what it is owed goes to.</summary>
internal static class FundingSourceEndpoints
{
    public static void MapFundingSources(this IEndpointRouteBuilder api)
    {
        var sources = api.MapGroup("/businesses/{businessId}/funding-sources").WithTags("Funding sources");

        sources.MapPost("/", async (string businessId, FundingSourceRequest body, Caller caller, AddFundingSource add, CancellationToken cancel) =>
        {
            var made = FundingSourceResponse.Of(await add.RunAsync(caller, NetworkIds.BusinessOf(businessId), body.Checked(), cancel));
            return TypedResults.Created($"/api/businesses/{businessId}/funding-sources/{made.Id}", made);
        }).Needs(Permission.Payments).WithSummary("Add a bank account or the wallet; the same one again answers the one that is there");

        sources.MapGet("/", async (string businessId, Caller caller, ListFundingSources list, CancellationToken cancel) =>
            TypedResults.Ok((await list.RunAsync(caller, NetworkIds.BusinessOf(businessId), cancel)).Select(FundingSourceResponse.Of)))
            .Needs(Permission.Payments).WithSummary("List funding sources");

        sources.MapGet("/{fundingSourceId}", async (string businessId, string fundingSourceId, Caller caller, GetFundingSource get, CancellationToken cancel) =>
            TypedResults.Ok(FundingSourceResponse.Of(await get.RunAsync(
                caller, NetworkIds.BusinessOf(businessId), NetworkIds.FundingSourceOf(fundingSourceId), cancel))))
            .Needs(Permission.Payments).WithSummary("Get a funding source");

        sources.MapPatch("/{fundingSourceId}", async (
            string businessId, string fundingSourceId, FundingSourcePatch body, Caller caller, ChangeFundingSource change, CancellationToken cancel) =>
        {
            var (isDefault, thaw) = body.Checked();
            return TypedResults.Ok(FundingSourceResponse.Of(await change.RunAsync(
                caller, NetworkIds.BusinessOf(businessId), NetworkIds.FundingSourceOf(fundingSourceId), isDefault, thaw, cancel)));
        }).Needs(Permission.Payments).WithSummary("Make a funding source the default, or let a frozen one be used again");

        sources.MapDelete("/{fundingSourceId}", async (
            string businessId, string fundingSourceId, Caller caller, DeleteFundingSource delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.FundingSourceOf(fundingSourceId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Payments).WithSummary("Delete a funding source that was never used");
    }
}
