using Quittance.Server.Businesses;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>What entities offer to choose from as metadata of their bills.</summary>
internal static class EntityMetadataEndpoints
{
    private const int ValuesMax = 10_000;

    public static void MapEntityMetadata(this IEndpointRouteBuilder api)
    {
        var metadata = api.MapGroup("/entity/{entityId}/metadata").WithTags("Entities");

        metadata.MapGet("", async (string entityId, Caller caller, ListMetadataChoices list, CancellationToken cancel) =>
            TypedResults.Ok((await list.RunAsync(caller, entityId, cancel)).Select(one => new EntityMetadataResponse(one.Key, one.Choices))))
            .Needs(Permission.Businesses).WithSummary("List the metadata that an entity offers for its bills");

        metadata.MapGet("/{key}", async (string entityId, string key, Caller caller, GetMetadataChoices get, CancellationToken cancel) =>
            TypedResults.Ok(await get.RunAsync(caller, entityId, key, cancel)))
            .Needs(Permission.Businesses).WithSummary("Get the values that an entity offers under a key").WithDescription("None where there is no such key.");

        metadata.MapPost("/{key}", async (string entityId, string key, IReadOnlyList<string?> body, Caller caller, SetMetadataChoices set, CancellationToken cancel) =>
            TypedResults.Ok((await set.RunAsync(caller, entityId, Checked(key, body), cancel)).Choices))
            .Needs(Permission.Businesses).WithSummary("Replace the values that an entity offers under a key");

        metadata.MapDelete("/{key}", async (string entityId, string key, Caller caller, DeleteMetadataChoices delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, entityId, key, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithSummary("Take a key away with all its values");
    }

    private static MetadataChoices Checked(string key, IReadOnlyList<string?> body)
    {
        var check = new Check();
        var checkedKey = check.Required("key", key);
        var values = check.Items("body", body, ValuesMax).Select((value, at) => check.Required($"body[{at}]", value, Limits.TextMax)).ToList();
        check.Done();
        return new MetadataChoices(checkedKey, values);
    }
}

/// <summary>A key of bills' metadata, and the values to choose from.</summary>
public sealed record EntityMetadataResponse(string Key, IReadOnlyList<string> Value);
