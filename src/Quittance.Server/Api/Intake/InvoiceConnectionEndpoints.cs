using System.ComponentModel;
using Quittance.Server.Hosting;
using Quittance.Server.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Intake;

/// <summary>Invoice connections: seed 003, and beyond it one by its id, its test, its health and its webhooks.</summary>
internal static class InvoiceConnectionEndpoints
{
    public static void MapInvoiceConnections(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/invoice-connections").WithTags("Invoice connections");

        connections.MapGet("/", async (
            [Description("Only the connections of this company; without it those of all businesses that the caller sees.")] string? client,
            HttpRequest request, ServerOptions options, Caller caller, ListInvoiceConnections list, InvoiceProviders providers, CancellationToken cancel) =>
        {
            var rows = await list.RunAsync(caller, IntakeIds.CompanyOf(client), cancel);
            return TypedResults.Ok(rows.Select(row => InvoiceConnectionResponse.Of(row, providers, request, options)));
        }).Needs(Permission.Accounting).WithSummary("List invoice connections, active and inactive");

        connections.MapPost("/", async (
            InvoiceConnectionRequest body, HttpRequest request, ServerOptions options, Caller caller, CreateInvoiceConnection create, InvoiceProviders providers,
            CancellationToken cancel) =>
        {
            var made = await create.RunAsync(caller, body.Checked(providers), cancel);
            return TypedResults.Created($"/invoice-connections/{IntakeIds.Write(made.Id.Value)}", InvoiceConnectionResponse.Of(made, providers, request, options));
        }).Needs(Permission.Accounting).WithSummary("Connect a company to an invoice provider");

        connections.MapGet("/{connectionId}", async (
            string connectionId, HttpRequest request, ServerOptions options, Caller caller, GetInvoiceConnection get, InvoiceProviders providers, CancellationToken cancel) =>
            TypedResults.Ok(InvoiceConnectionResponse.Of(await get.RunAsync(caller, IntakeIds.ConnectionOf(connectionId), cancel), providers, request, options)))
            .Needs(Permission.Accounting).WithSummary("Get an invoice connection");

        connections.MapPatch("/{connectionId}", async (
            string connectionId, InvoiceConnectionPatch body, HttpRequest request, ServerOptions options, Caller caller, UpdateInvoiceConnection update, InvoiceProviders providers,
            CancellationToken cancel) =>
        {
            var id = IntakeIds.ConnectionOf(connectionId);
            return TypedResults.Ok(InvoiceConnectionResponse.Of(await update.RunAsync(caller, id, body.Checked(), cancel), providers, request, options));
        }).Needs(Permission.Accounting).WithSummary("Change an invoice connection: its key, webhook secret or settings, on or off");

        connections.MapDelete("/{connectionId}", async (string connectionId, Caller caller, DeleteInvoiceConnection delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, IntakeIds.ConnectionOf(connectionId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Accounting).WithSummary("Delete an invoice connection; polling and webhooks stop at once, and its secrets are gone");

        connections.MapProvider();
        connections.MapDeliveries();
    }

    private static void MapProvider(this IEndpointRouteBuilder connections)
    {
        connections.MapPost("/{connectionId}/test", async (string connectionId, Caller caller, TestInvoiceConnection test, CancellationToken cancel) =>
            TypedResults.Ok(ConnectionTestResponse.Of(await test.RunAsync(caller, IntakeIds.ConnectionOf(connectionId), cancel))))
            .Needs(Permission.Accounting).WithSummary("Ask the provider whether the stored access works; changes nothing");

        connections.MapPost("/{connectionId}/poll", async (string connectionId, Caller caller, PollInvoiceConnection poll, CancellationToken cancel) =>
            TypedResults.Accepted((string?)null, ConnectionHealthResponse.Of(await poll.RunAsync(caller, IntakeIds.ConnectionOf(connectionId), cancel), [])))
            .Needs(Permission.Accounting).WithSummary("Ask the provider for new bills now, and try those again that failed");

        connections.MapGet("/{connectionId}/health", async (string connectionId, Caller caller, GetInvoiceConnectionHealth get, CancellationToken cancel) =>
        {
            var (health, failed) = await get.RunAsync(caller, IntakeIds.ConnectionOf(connectionId), cancel);
            return TypedResults.Ok(ConnectionHealthResponse.Of(health, failed));
        }).Needs(Permission.Accounting).WithSummary("See how the provider is doing: attempts, the last error with a hint, the next poll, bills that wait or failed");
    }

    private static void MapDeliveries(this IEndpointRouteBuilder connections)
    {
        connections.MapGet("/{connectionId}/deliveries", async (
            string connectionId, [AsParameters] PageQuery query, HttpResponse response, Caller caller, ListWebhookDeliveries list, CancellationToken cancel) =>
        {
            var page = query.Checked();
            var rows = await list.RunAsync(caller, IntakeIds.ConnectionOf(connectionId), page, cancel);
            PageQuery.SetNext(response, page, rows, row => new Cursor(row.ReceivedAt, row.Id));
            return TypedResults.Ok(rows.Select(DeliveryResponse.Of));
        }).Needs(Permission.Accounting).WithSummary("List the webhooks that came in, refused ones included, newest first; also for a deleted connection");

        connections.MapPost("/{connectionId}/deliveries/{deliveryId}/replay", async (
            string connectionId, string deliveryId, Caller caller, ReplayWebhookDelivery replay, CancellationToken cancel) =>
            TypedResults.Accepted(
                (string?)null, DeliveryResponse.Of(await replay.RunAsync(caller, IntakeIds.ConnectionOf(connectionId), IntakeIds.DeliveryOf(deliveryId), cancel))))
            .Needs(Permission.Accounting).WithSummary("Process an accepted webhook once more");
    }
}
