using Microsoft.AspNetCore.Mvc;
using Quittance.Domain.Businesses;
using Quittance.Server.Accounting;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>Entities: the organization's businesses, as far as they can be read here, and what they take for accounting when nothing better is known.</summary>
internal static class EntityEndpoints
{
    private const int ListMax = 100;

    private const string Parameter = "entity_id";

    public static void MapEntities(this IEndpointRouteBuilder api)
    {
        var entities = api.MapGroup("/entities").WithTags("Entities");
        entities.MapGet("/", async (
            int? limit, string? order, string? sort, [FromQuery(Name = PageToken.Parameter)] string? token, HttpRequest request, Caller caller, SearchEntities search,
            CancellationToken cancel) =>
        {
            var check = new Check();
            var page = PageToken.Read(check, limit, order, sort, token, ListMax, "created_at");
            check.Done();
            return TypedResults.Ok(TokenLists.Of(
                request, await search.RunAsync(caller, page, cancel), EntityResponse.Of, business => new TokenPlace(null, business.CreatedAt, business.Id.Value)));
        }).Needs(Permission.Businesses).WithSummary("Get all entities").WithDescription("The businesses that the caller sees. They are made and changed with /api/businesses.");

        entities.MapGet("/me", async (Entity entity, Caller caller, GetBusiness get, CancellationToken cancel) =>
            TypedResults.Ok(EntityResponse.Of((await get.RunAsync(caller, entity.Id, cancel)).Business)))
            .Needs(Permission.Businesses).WithName("getMyEntity").WithSummary("Get the current entity").WithDescription("That of x-monite-entity-id, or the only one that the token is limited to.");

        entities.MapGet("/{entity_id}", async ([FromRoute(Name = Parameter)] string id, Caller caller, GetBusiness get, CancellationToken cancel) =>
            TypedResults.Ok(EntityResponse.Of((await get.RunAsync(caller, IdOf(id), cancel)).Business)))
            .Needs(Permission.Businesses).WithSummary("Get an entity by ID");

        entities.MapGet("/{entity_id}/settings", async ([FromRoute(Name = Parameter)] string id, Caller caller, GetAccountingDefaults get, CancellationToken cancel) =>
            TypedResults.Ok(EntitySettingsResponse.Of(await get.RunAsync(caller, IdOf(id), cancel))))
            .Needs(Permission.Accounting).WithSummary("Get entity settings");

        entities.MapPatch("/{entity_id}/settings", async (
            [FromRoute(Name = Parameter)] string id, EntitySettingsRequest body, Caller caller, ChangeAccountingDefaults change, CancellationToken cancel) =>
            TypedResults.Ok(EntitySettingsResponse.Of(await change.RunAsync(caller, IdOf(id), body.Checked(), cancel))))
            .Needs(Permission.Accounting).WithSummary("Update entity settings")
            .WithDescription("What is left out stays; null takes a choice away. Accounts and rates have to be of the accounting system that the entity is connected to.");
    }

    private static BusinessId IdOf(string text) => new(AccountingIds.OfPath(Parameter, text));
}
