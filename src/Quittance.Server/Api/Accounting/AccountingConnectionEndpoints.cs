using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Hosting;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Accounting;

/// <summary>Accounting connections: seed 002, and beyond it a connection without a user's browser and a new <c>connection_url</c>.</summary>
internal static class AccountingConnectionEndpoints
{
    private const string Parameter = "connection_id";

    public static void MapAccountingConnections(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/accounting_connections").WithTags("Accounting connections");

        connections.MapGet("/", async (
            Entity entity, HttpRequest request, ServerOptions options, Caller caller, ListAccountingConnections list, CancellationToken cancel) =>
        {
            var views = await list.RunAsync(caller, entity.Id, cancel);
            return TypedResults.Ok(new AccountingConnectionList([.. views.Select(view => AccountingConnectionResponse.Of(view, request, options))]));
        }).Needs(Permission.Accounting).WithSummary("Get accounting connections").WithDescription("The entity's active connection, or an empty list. One that was disconnected is found by its id.");

        connections.MapPost("/", async (
            OptionalBody<AccountingConnectionRequest> body, Entity entity, HttpRequest request, ServerOptions options, Caller caller, CreateAccountingConnection create,
            CancellationToken cancel) =>
        {
            var made = await create.RunAsync(caller, entity.Id, body.Value?.Checked(), cancel);
            return TypedResults.Created($"/v1/accounting_connections/{made.Connection.Id}", AccountingConnectionResponse.Of(made, request, options));
        }).Needs(Permission.Accounting).WithSummary("Connect to an accounting system")
            .WithDescription("Send the entity's user to connection_url, or connect with POST .../credentials. 409 while the entity has an active connection; the answer names it.");

        connections.MapGet("/{connection_id}", async (
            string connection_id, Entity entity, HttpRequest request, ServerOptions options, Caller caller, GetAccountingConnection get, CancellationToken cancel) =>
            TypedResults.Ok(AccountingConnectionResponse.Of(await get.RunAsync(caller, entity.Id, IdOf(connection_id), cancel), request, options)))
            .Needs(Permission.Accounting).WithSummary("Get an accounting connection by ID");

        connections.MapPost("/{connection_id}/disconnect", async (
            string connection_id, Entity entity, HttpRequest request, ServerOptions options, Caller caller, DisconnectAccounting disconnect, CancellationToken cancel) =>
            TypedResults.Ok(AccountingConnectionResponse.Of(await disconnect.RunAsync(caller, entity.Id, IdOf(connection_id), cancel), request, options)))
            .Needs(Permission.Accounting).WithSummary("Disconnect from an accounting system")
            .WithDescription("For good, whatever the status. Credentials are forgotten, synchronised records stay. Disconnecting again changes nothing.");

        connections.MapPost("/{connection_id}/credentials", async (
            string connection_id, AccountingCredentialsRequest body, Entity entity, HttpRequest request, ServerOptions options, Caller caller, ConnectAccounting connect,
            CancellationToken cancel) =>
        {
            var (platform, settings) = body.Checked();
            return TypedResults.Ok(AccountingConnectionResponse.Of(await connect.RunAsync(caller, entity.Id, IdOf(connection_id), platform, settings, null, cancel), request, options));
        }).Needs(Permission.Accounting).WithSummary("Connect with credentials")
            .WithDescription("What the user would do at connection_url, for a system that takes credentials. The system is asked first: 422 with its own words if it does not take them. On a working connection this exchanges the credentials.");

        connections.MapPost("/{connection_id}/link", async (
            string connection_id, Entity entity, HttpRequest request, ServerOptions options, Caller caller, RenewAccountingLink renew, CancellationToken cancel) =>
            TypedResults.Ok(AccountingConnectionResponse.Of(await renew.RunAsync(caller, entity.Id, IdOf(connection_id), cancel), request, options)))
            .Needs(Permission.Accounting).WithSummary("Make a new connection_url").WithDescription("The one before opens nothing any more.");
    }

    /// <summary>Reads a connection's id of a path.</summary>
    internal static AccountingConnectionId IdOf(string text) => new(AccountingIds.OfPath(Parameter, text));
}
