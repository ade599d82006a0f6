using System.ComponentModel;
using Quittance.Server.Businesses;
using Quittance.Server.Downloads;
using Quittance.Server.Hosting;
using Quittance.Server.Security;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>Entities: who pays and who is paid.</summary>
internal static class EntityEndpoints
{
    public static void MapEntities(this IEndpointRouteBuilder api)
    {
        var entities = api.MapGroup("/entity").WithTags("Entities");

        entities.MapGet("", async ([AsParameters] EntityQuery query, Caller caller, FindBusinesses find, CancellationToken cancel) =>
        {
            var (filter, extras, limit) = query.Checked();
            return await find.RunAsync(caller, filter, string.IsNullOrEmpty(query.StartingAfter) ? null : query.StartingAfter, limit, extras, cancel);
        }).Needs(Permission.Businesses).WithName("findEntities").WithSummary("Find entities, newest first").Produces<EntityList>();

        entities.MapPost("", async (EntityRequest body, Caller caller, RegisterBusiness register, CloneBusiness clone, CancellationToken cancel) =>
            string.IsNullOrEmpty(body.CreateFromId)
                ? await register.RunAsync(caller, body.Checked(), (session, id) => session.ShowEntityAsync(caller, id, EntityExtras.None, cancel), cancel)
                : await clone.RunAsync(caller, body.CreateFromId, body, body.CheckedCopy, (session, id) => session.ShowEntityAsync(caller, id, EntityExtras.None, cancel), cancel))
            .Needs(Permission.Businesses).WithName("createEntity").WithSummary("Create an entity").Produces<EntityResponse>();

        api.MapGet("/entities/download", async (
            [AsParameters] EntityQuery query,
            [Description(DownloadFormat.About), DefaultValue(DownloadFormat.Csv)] string? format,
            ServerOptions options,
            Caller caller,
            LinkBusinesses link,
            CancellationToken cancel) =>
        {
            var isCsv = DownloadFormat.IsCsv(format);
            var (filter, extras, _) = query.Checked();
            var made = await link.RunAsync(
                caller, new LinkedBusinesses(filter, null, query.Limit, extras, isCsv), string.IsNullOrEmpty(query.StartingAfter) ? null : query.StartingAfter, cancel);
            return TypedResults.Ok(BulkDownloadResponse.Of(options.UrlFor(query.Request), made, isCsv));
        }).Needs(Permission.Businesses).WithTags("Entities").WithName("downloadEntities").WithSummary("Download entities")
            .WithDescription("Answers with a link, which serves for 15 minutes, needs no token and ends with the one that it was made with. It gives all entities of the list; with a limit, as many.");

        api.MapPost("/entities", async (BulkEntityCreationRequest body, Caller caller, RegisterBusinesses register, CancellationToken cancel) =>
        {
            var (given, connected) = body.Checked();
            return TypedResults.Ok(new BulkEntityCreationResponse([.. (await register.RunAsync(caller, given, connected, cancel)).Select(BulkEntityResponse.Of)]));
        }).Needs(Permission.Businesses).WithTags("Entities").WithName("createEntities").WithSummary("Create several entities, each by itself");

        entities.MapGet("/{entityId}", async (string entityId, string[]? returnMetadata, Caller caller, ReadBusiness read, CancellationToken cancel) =>
        {
            var check = new Check();
            var extras = new EntityExtras(EntityQuery.Texts(check, "returnMetadata", returnMetadata), PaymentMethods: false);
            check.Done();
            return await read.RunAsync(caller, entityId, extras, cancel);
        }).Needs(Permission.Businesses).WithName("getEntity").WithSummary("Get an entity").Produces<EntityResponse>();

        entities.MapPost("/{entityId}", async (string entityId, EntityUpdateRequest body, Caller caller, DescribeBusiness describe, CancellationToken cancel) =>
            await describe.RunAsync(caller, entityId, body, body.CheckedOver, (session, id) => session.ShowEntityAsync(caller, id, EntityExtras.None, cancel), cancel))
            .Needs(Permission.Businesses).WithName("updateEntity").WithSummary("Update an entity; fields that are left out stay").Produces<EntityResponse>();

        entities.MapDelete("/{entityId}", async (string entityId, Caller caller, ArchiveBusiness archive, CancellationToken cancel) =>
        {
            await archive.RunAsync(caller, entityId, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithName("deleteEntity").WithSummary("Archive an entity for good")
            .WithDescription("It is in no list any more, its foreignId is free, and nothing new is made with it. Its bills and transactions go on showing it.");

        entities.MapPost("/{entityId}/accept-tos", async (string entityId, Caller caller, AcceptTerms accept, CancellationToken cancel) =>
        {
            await accept.RunAsync(caller, entityId, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithSummary("Say that an entity has accepted the terms of service");

        entities.MapPost("/{entityId}/request-kyb", async (string entityId, Caller caller, VerifyBusiness verify, CancellationToken cancel) =>
        {
            await verify.RunAsync(caller, entityId, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithSummary("Have an entity verified")
            .WithDescription("Whoever runs this server vouches for its entities, so they are verified at once.");
    }
}

/// <summary>A page of entities.</summary>
/// <param name="Count">Of all that were asked for, not only those of the page.</param>
public sealed record EntityList(long Count, bool HasMore, IReadOnlyList<EntityResponse> Data);
