using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>Entity groups.</summary>
internal static class EntityGroupEndpoints
{
    public static void MapEntityGroups(this IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("").WithTags("Entity groups");

        groups.MapGet("/entityGroups", async ([AsParameters] EntityGroupQuery query, Caller caller, ListBusinessGroups list, CancellationToken cancel) =>
        {
            var (search, startingAfter, limit) = query.Checked();
            return await list.RunAsync(caller, search, startingAfter, limit, cancel);
        }).Needs(Permission.Businesses).WithName("listEntityGroups").WithSummary("List entity groups, newest first")
            .WithDescription("All of the organization; a token that is limited to some entities sees the groups that one of them is in.").Produces<EntityGroupList>();

        groups.MapPost("/entityGroup", async (EntityGroupRequest body, Caller caller, CreateBusinessGroup create, CancellationToken cancel) =>
        {
            var (content, members) = body.Checked();
            return await create.RunAsync(caller, content, members, (session, id) => session.ShowGroupAsync(caller, id, EntityExtras.None, cancel), cancel);
        }).Needs(Permission.Businesses).WithName("createEntityGroup").WithSummary("Create an entity group").Produces<EntityGroupResponse>();

        groups.MapGet("/entityGroup/{entityGroupId}", async (string entityGroupId, string[]? returnEntityMetadata, Caller caller, ReadBusinessGroup read, CancellationToken cancel) =>
        {
            var check = new Check();
            var extras = new EntityExtras(EntityQuery.Texts(check, "returnEntityMetadata", returnEntityMetadata), PaymentMethods: false);
            check.Done();
            return await read.RunAsync(caller, entityGroupId, extras, cancel);
        }).Needs(Permission.Businesses).WithName("getEntityGroup").WithSummary("Get an entity group").Produces<EntityGroupResponse>();

        groups.MapPost("/entityGroup/{entityGroupId}", async (string entityGroupId, EntityGroupUpdateRequest body, Caller caller, UpdateBusinessGroup update, CancellationToken cancel) =>
            await update.RunAsync(caller, entityGroupId, body, body.CheckedOver, (session, id) => session.ShowGroupAsync(caller, id, EntityExtras.None, cancel), cancel))
            .Needs(Permission.Businesses).WithName("updateEntityGroup").WithSummary("Update an entity group; fields that are left out stay").Produces<EntityGroupResponse>();

        groups.MapDelete("/entityGroup/{entityGroupId}", async (string entityGroupId, Caller caller, DeleteBusinessGroup delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, entityGroupId, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithName("deleteEntityGroup").WithSummary("Delete an entity group").WithDescription("Its entities stay.");

        groups.MapPost("/entityGroup/{entityGroupId}/addEntities", async (string entityGroupId, EntityGroupAddition body, Caller caller, AddToBusinessGroup add, CancellationToken cancel) =>
        {
            var (members, copy) = body.Checked();
            return await add.RunAsync(caller, entityGroupId, members, copy, (session, id) => session.ShowGroupAsync(caller, id, EntityExtras.None, cancel), cancel);
        }).Needs(Permission.Businesses).WithName("addEntities").WithSummary("Take entities into a group").Produces<EntityGroupResponse>();

        groups.MapPost("/entityGroup/{entityGroupId}/removeEntities", async (string entityGroupId, EntityGroupMembersRequest body, Caller caller, RemoveFromBusinessGroup remove, CancellationToken cancel) =>
            await remove.RunAsync(caller, entityGroupId, body.Checked(), (session, id) => session.ShowGroupAsync(caller, id, EntityExtras.None, cancel), cancel))
            .Needs(Permission.Businesses).WithName("removeEntities").WithSummary("Take entities out of a group").Produces<EntityGroupResponse>();
    }
}
