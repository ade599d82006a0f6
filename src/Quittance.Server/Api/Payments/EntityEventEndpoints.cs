using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>What became of entities.</summary>
internal static class EntityEventEndpoints
{
    public static void MapEntityEvents(this IEndpointRouteBuilder api) =>
        api.MapGroup("/entity/{entityId}").WithTags("Entities").MapGet("/events", async (
            string entityId, [AsParameters] EntityEventQuery query, Caller caller, ListBusinessChanges list, CancellationToken cancel) =>
        {
            var (from, until, after, limit) = query.Checked();
            var (count, hasMore, changes) = await list.RunAsync(caller, entityId, from, until, after, limit, cancel);
            return TypedResults.Ok(new EntityEventsResponse([.. changes.Select(EntityEventResponse.Of)], count, hasMore));
        }).Needs(Permission.Businesses).WithName("listEntityEvents").WithSummary("List an entity's changes, newest first");
}

/// <summary>The parameters by which an entity's changes are listed.</summary>
public sealed record EntityEventQuery(
    [property: Description("Only those at or after this time."), DataType(DataType.DateTime)] string? StartDate,
    [property: Description("Only those at or before this time."), DataType(DataType.DateTime)] string? EndDate,
    [property: Range(1, 100), DefaultValue(50)] int? Limit,
    [property: Description("The id of the last event of the page before.")] string? StartingAfter)
{
    private const int LimitMax = 100;
    private const int LimitDefault = 50;

    internal (DateTimeOffset? From, DateTimeOffset? Until, Guid? After, int Limit) Checked()
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        var (from, until) = (PaymentsTimes.Read(check, "startDate", StartDate), PaymentsTimes.Read(check, "endDate", EndDate));
        check.Done();
        return (from, until, string.IsNullOrEmpty(StartingAfter) ? null : Ids.Read(PaymentsIds.Event, "event", StartingAfter), Limit ?? LimitDefault);
    }
}

/// <summary>A page of an entity's changes.</summary>
/// <param name="Count">Of all that were asked for, not only those of the page.</param>
public sealed record EntityEventsResponse(IReadOnlyList<EntityEventResponse> Data, long Count, bool HasMore);

/// <summary>A change of an entity.</summary>
public sealed record EntityEventResponse(
    [property: Description("An evt_ and a uuid.")] string Id,
    [property: Description("The entity as it was then, without payment methods and logo.")] JsonElement Data,
    [property: Description("Always empty.")] IReadOnlyList<string> WebhookIds,
    DateTimeOffset CreatedAt,
    [property: Description("The person whose token made the change.")] string? UserId = null)
{
    internal static EntityEventResponse Of(BusinessChange change)
    {
        using var shown = JsonDocument.Parse(change.Shown);
        return new EntityEventResponse(
            PaymentsIds.Write(PaymentsIds.Event, change.Id), shown.RootElement.Clone(), [], change.CreatedAt, PaymentsIds.Write(PaymentsIds.User, change.UserId?.Value));
    }
}
