using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Network;

/// <summary>Tags: the labels by which connections are sorted.</summary>
internal static class TagEndpoints
{
    public static void MapTags(this IEndpointRouteBuilder api)
    {
        var tags = api.MapGroup("/tags").WithTags("Tags");

        tags.MapPost("/", async (TagRequest body, Caller caller, CreateTag create, CancellationToken cancel) =>
        {
            var (name, color) = body.Checked();
            return TypedResults.Created((string?)null, TagResponse.Of(await create.RunAsync(caller, name, color, cancel)));
        }).Needs(Permission.Network).WithSummary("Create a tag");

        tags.MapGet("/", async ([AsParameters] PageQuery query, HttpResponse response, Caller caller, ListTags list, CancellationToken cancel) =>
        {
            var page = query.Checked();
            var rows = await list.RunAsync(caller, page, cancel);
            PageQuery.SetNext(response, page, rows, row => new Cursor(row.CreatedAt, row.Tag.Id));
            return TypedResults.Ok(rows.Select(row => TagResponse.Of(row.Tag)));
        }).Needs(Permission.Network).WithSummary("List tags");

        tags.MapPatch("/{tagId}", async (string tagId, TagPatch body, Caller caller, UpdateTag update, CancellationToken cancel) =>
            TypedResults.Ok(TagResponse.Of(await update.RunAsync(caller, NetworkIds.TagOf(tagId), body.Key(), body.CheckedOver, cancel))))
            .Needs(Permission.Network).WithSummary("Rename or recolor a tag; not for callers who are limited to some businesses");

        tags.MapDelete("/{tagId}", async (string tagId, Caller caller, DeleteTag delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, NetworkIds.TagOf(tagId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Network).WithSummary("Delete a tag, also from the connections that have it; not for callers who are limited to some businesses");
    }
}
