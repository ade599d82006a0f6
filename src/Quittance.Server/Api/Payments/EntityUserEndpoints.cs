using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>Entity users: people of an entity, as the platform knows them.</summary>
internal static class EntityUserEndpoints
{
    public static void MapEntityUsers(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/entity/{entityId}").WithTags("Entity users");

        users.MapGet("/users", async (string entityId, [AsParameters] EntityUserQuery query, Caller caller, SearchBusinessUsers search, CancellationToken cancel) =>
        {
            var (filter, after, limit) = query.Checked();
            return await search.RunAsync(
                caller, entityId, filter, after, limit, (session, ids, count, hasMore) => session.ShowUsersAsync(caller, ids, count, hasMore, cancel), cancel);
        }).Needs(Permission.Businesses).WithName("searchEntityUsers").WithSummary("Search entity users").Produces<EntityUserList>();

        users.MapPost("/user", async (string entityId, EntityUserRequest body, Caller caller, CreateBusinessUser create, CancellationToken cancel) =>
            await create.RunAsync(caller, entityId, body.Checked(), (session, id) => session.ShowUserAsync(caller, id, cancel), cancel))
            .Needs(Permission.Businesses).WithName("createEntityUser").WithSummary("Create an entity user").Produces<EntityUserResponse>();

        users.MapGet("/user/{userId}", async (string entityId, string userId, Caller caller, GetBusinessUser get, CancellationToken cancel) =>
            await get.RunAsync(caller, entityId, userId, (session, id) => session.ShowUserAsync(caller, id, cancel), cancel))
            .Needs(Permission.Businesses).WithName("getEntityUser").WithSummary("Get an entity user").Produces<EntityUserResponse>();

        users.MapPost("/user/{userId}", async (string entityId, string userId, EntityUserRequest body, Caller caller, UpdateBusinessUser update, CancellationToken cancel) =>
            await update.RunAsync(caller, entityId, userId, body.Checked(), (session, id) => session.ShowUserAsync(caller, id, cancel), cancel))
            .Needs(Permission.Businesses).WithName("updateEntityUser").WithSummary("Update an entity user; fields that are left out stay").Produces<EntityUserResponse>();

        users.MapDelete("/user/{userId}", async (string entityId, string userId, Caller caller, RemoveBusinessUser remove, CancellationToken cancel) =>
        {
            await remove.RunAsync(caller, entityId, userId, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithName("deleteEntityUser").WithSummary("Delete an entity user")
            .WithDescription("Approvals and comments go on naming them. Their tokens end. Refused if an approval policy needs them.");
    }
}
