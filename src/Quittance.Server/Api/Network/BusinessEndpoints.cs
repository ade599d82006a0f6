using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Network;

/// <summary>Businesses: whom connections join.</summary>
internal static class BusinessEndpoints
{
    public static void MapBusinesses(this IEndpointRouteBuilder api)
    {
        var businesses = api.MapGroup("/businesses").WithTags("Businesses");

        businesses.MapPost("/", async (BusinessRequest body, Caller caller, CreateBusiness create, CancellationToken cancel) =>
        {
            var made = BusinessResponse.Of(await create.RunAsync(caller, body.Checked(), cancel));
            return TypedResults.Created($"/api/businesses/{made.Id}", made);
        }).Needs(Permission.Businesses).WithSummary("Create a business");

        businesses.MapGet("/", async ([AsParameters] PageQuery query, HttpResponse response, Caller caller, ListBusinesses list, CancellationToken cancel) =>
        {
            var page = query.Checked();
            var rows = await list.RunAsync(caller, page, cancel);
            PageQuery.SetNext(response, page, rows, row => new Cursor(row.Business.CreatedAt, row.Business.Id.Value));
            return TypedResults.Ok(rows.Select(BusinessResponse.Of));
        }).Needs(Permission.Businesses).WithSummary("List businesses");

        businesses.MapGet("/{businessId}", async (string businessId, Caller caller, GetBusiness get, CancellationToken cancel) =>
            TypedResults.Ok(BusinessResponse.Of(await get.RunAsync(caller, NetworkIds.BusinessOf(businessId), cancel))))
            .Needs(Permission.Businesses).WithSummary("Get a business");

        businesses.MapPatch("/{businessId}", async (string businessId, BusinessPatch body, Caller caller, UpdateBusiness update, CancellationToken cancel) =>
            TypedResults.Ok(BusinessResponse.Of(await update.RunAsync(caller, NetworkIds.BusinessOf(businessId), body, body.CheckedOver, cancel))))
            .Needs(Permission.Businesses).WithSummary("Update a business; fields that are left out stay");

        businesses.MapPatch("/{businessId}/alias", async (string businessId, AliasRequest body, Caller caller, SetBusinessAlias set, CancellationToken cancel) =>
            TypedResults.Ok(BusinessResponse.Of(await set.RunAsync(caller, NetworkIds.BusinessOf(businessId), body.Checked(), cancel))))
            .Needs(Permission.Businesses).WithSummary("Set a business's alias");
    }
}
