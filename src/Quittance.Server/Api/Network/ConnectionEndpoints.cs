using System.Net.Mime;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Network;

/// <summary>Network connections: seeds 000 and 001.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections");

        connections.MapGet("/", async (
            [AsParameters] ConnectionQuery query, [AsParameters] PageQuery paging, HttpResponse response, Caller caller, ListConnections list, CancellationToken cancel) =>
        {
            var page = paging.Checked();
            var views = await list.RunAsync(caller, query.Checked(), page, cancel);
            PageQuery.SetNext(response, page, views, view => new Cursor(view.Connection.CreatedAt, view.Connection.Id.Value));
            return TypedResults.Ok(views.Select(ConnectionResponse.Of));
        }).Needs(Permission.Network).WithSummary("List active and archived connections");

        connections.MapPost("/", async (ConnectionRequest body, Caller caller, CreateConnection create, CancellationToken cancel) =>
        {
            var (payer, payee, alias, settings) = body.Checked();
            var made = ConnectionResponse.Of(await create.RunAsync(caller, payer, payee, alias, settings, cancel));
            return TypedResults.Created($"/api/connections/{made.Id}", made);
        }).Needs(Permission.Network).WithSummary("Connect two businesses of your own; it is active at once");

        // Before {connectionId}: routing prefers the literal, and so does who reads this list.
        connections.MapGet("/export-csv", async (
            [AsParameters] ConnectionQuery query, HttpResponse response, Caller caller, ExportConnections export, CancellationToken cancel) =>
            await export.RunAsync(
                caller,
                query.Checked(),
                rows =>
                {
                    response.ContentType = Csv.ContentType;
                    response.Headers.ContentDisposition = new ContentDisposition { FileName = "connections.csv" }.ToString();
                    return ConnectionCsv.WriteAsync(rows, response.BodyWriter, cancel);
                },
                cancel))
            .Needs(Permission.Network).WithSummary("Export connections as CSV").Produces<string>(contentType: "text/csv");

        connections.MapGet("/{connectionId}", async (string connectionId, string? businessId, Caller caller, GetConnection get, CancellationToken cancel) =>
            TypedResults.Ok(ConnectionResponse.Of(await get.RunAsync(caller, NetworkIds.ConnectionOf(connectionId), NetworkIds.SideOf(businessId), cancel))))
            .Needs(Permission.Network).WithSummary("Get a connection");

        connections.MapChanges();
    }

    private static void MapChanges(this RouteGroupBuilder connections)
    {
        connections.MapPatch("/{connectionId}/alias", async (
            string connectionId, string? businessId, AliasRequest body, Caller caller, SetConnectionAlias set, CancellationToken cancel) =>
            TypedResults.Ok(ConnectionResponse.Of(
                await set.RunAsync(caller, NetworkIds.ConnectionOf(connectionId), NetworkIds.SideOf(businessId), body.Checked(), cancel))))
            .Needs(Permission.Network).WithSummary("Set your side's name for a connection");

        connections.MapPatch("/{connectionId}/tags", async (
            string connectionId, string? businessId, ConnectionTagsRequest body, Caller caller, ReplaceConnectionTags replace, CancellationToken cancel) =>
            TypedResults.Ok(ConnectionResponse.Of(
                await replace.RunAsync(caller, NetworkIds.ConnectionOf(connectionId), NetworkIds.SideOf(businessId), body.Checked(), cancel))))
            .Needs(Permission.Network).WithSummary("Replace your side's tags of a connection");

        connections.MapPatch("/{connectionId}/settings", async (
            string connectionId, string? businessId, ConnectionSettingsPatch body, Caller caller, ChangeConnectionSettings change, CancellationToken cancel) =>
            TypedResults.Ok(ConnectionResponse.Of(
                await change.RunAsync(caller, NetworkIds.ConnectionOf(connectionId), NetworkIds.SideOf(businessId), body.Checked(), cancel))))
            .Needs(Permission.Network).WithSummary("Change net terms and auto-approval; the payer's side only");

        connections.MapPatch("/{connectionId}/archive", async (
            string connectionId, string? businessId, Caller caller, ArchiveConnection archive, CancellationToken cancel) =>
            TypedResults.Ok(ConnectionResponse.Of(
                await archive.RunAsync(caller, NetworkIds.ConnectionOf(connectionId), NetworkIds.SideOf(businessId), cancel))))
            .Needs(Permission.Network).WithSummary("Archive a connection: no new bills or payments, those in flight finish");

        connections.MapPatch("/{connectionId}/restore", async (
            string connectionId, string? businessId, Caller caller, RestoreConnection restore, CancellationToken cancel) =>
            TypedResults.Ok(ConnectionResponse.Of(
                await restore.RunAsync(caller, NetworkIds.ConnectionOf(connectionId), NetworkIds.SideOf(businessId), cancel))))
            .Needs(Permission.Network).WithSummary("Restore a connection that the same side archived");
    }
}
