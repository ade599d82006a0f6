using Quittance.Domain.Networks;
using Quittance.Server.Networks;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>Counterparties: whom an entity pays, and who pays it.</summary>
internal static class CounterpartyEndpoints
{
    public static void MapCounterparties(this IEndpointRouteBuilder api)
    {
        var counterparties = api.MapGroup("/entity/{entityId}").WithTags("Counterparties");

        counterparties.MapGet("/counterparties/payees", (string entityId, [AsParameters] CounterpartyQuery query, Caller caller, FindCounterparties find, CancellationToken cancel) =>
            FindAsync(entityId, query, ConnectionRole.Payee, caller, find, cancel))
            .Needs(Permission.Network).WithName("findPayees").WithSummary("Find whom an entity pays, newest first").Produces<CounterpartyList>();

        counterparties.MapGet("/counterparties/payors", (string entityId, [AsParameters] CounterpartyQuery query, Caller caller, FindCounterparties find, CancellationToken cancel) =>
            FindAsync(entityId, query, ConnectionRole.Payer, caller, find, cancel))
            .Needs(Permission.Network).WithName("findPayors").WithSummary("Find who pays an entity, newest first").Produces<CounterpartyList>();

        counterparties.MapPost("/addPayees", async (string entityId, AddPayeesRequest body, Caller caller, AddCounterparties add, CancellationToken cancel) =>
        {
            await add.RunAsync(caller, entityId, ConnectionRole.Payee, body.Checked(), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Network).WithName("addPayees").WithSummary("Connect an entity with payees").WithDescription(Added);

        counterparties.MapPost("/addPayors", async (string entityId, AddPayorsRequest body, Caller caller, AddCounterparties add, CancellationToken cancel) =>
        {
            await add.RunAsync(caller, entityId, ConnectionRole.Payer, body.Checked(), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Network).WithName("addPayors").WithSummary("Connect an entity with payors").WithDescription(Added);

        counterparties.MapPost("/hidePayees", async (string entityId, HidePayeesRequest body, Caller caller, HideCounterparties hide, CancellationToken cancel) =>
        {
            await hide.RunAsync(caller, entityId, ConnectionRole.Payee, body.Checked(), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Network).WithName("hidePayees").WithSummary("Take payees out of an entity's lists").WithDescription(Hidden);

        counterparties.MapPost("/hidePayors", async (string entityId, HidePayorsRequest body, Caller caller, HideCounterparties hide, CancellationToken cancel) =>
        {
            await hide.RunAsync(caller, entityId, ConnectionRole.Payer, body.Checked(), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Network).WithName("hidePayors").WithSummary("Take payors out of an entity's lists").WithDescription(Hidden);
    }

    private const string Added =
        "They can have bills at once. Those that were hidden are shown again. An archived connection has to be restored by the side that archived it: 409.";

    private const string Hidden = "Their bills stay where they are, and are found as before.";

    private static async Task<Documents.ShownJson> FindAsync(
        string entityId, CounterpartyQuery query, ConnectionRole theirs, Caller caller, FindCounterparties find, CancellationToken cancel)
    {
        var (filter, extras, limit) = query.Checked(theirs);
        return await find.RunAsync(caller, entityId, filter, string.IsNullOrEmpty(query.StartingAfter) ? null : query.StartingAfter, limit, extras, cancel);
    }
}
