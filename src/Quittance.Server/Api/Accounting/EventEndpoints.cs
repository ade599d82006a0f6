using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Subscribers;

namespace Quittance.Server.Api.Accounting;

/// <summary>What happened, to catch up with, and what became of telling it.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("").WithTags("Webhook events");

        events.MapGet("/events", async (
            [AsParameters] EventQuery query, OptionalEntity entity, HttpRequest request, Caller caller, ListNotices list, CancellationToken cancel) =>
        {
            var (filter, page) = query.Checked(entity.Id);
            var rows = await list.RunAsync(caller, filter, page, cancel);
            return TypedResults.Ok(TokenLists.Of(request, rows, EventResponse.Of, row => new TokenPlace(null, row.OccurredAt, row.Id)));
        }).Needs(Permission.InvoicesRead).WithName("listEvents").WithSummary("List what happened in the last three months, whether or not anybody subscribed to it");

        events.MapGet("/events/{event_id}", async (string event_id, Caller caller, GetNotice get, CancellationToken cancel) =>
            TypedResults.Ok(EventResponse.Of(await get.RunAsync(caller, AccountingIds.OfPath("event_id", event_id), cancel))))
            .Needs(Permission.InvoicesRead).WithName("getEvent").WithSummary("Get one event");

        events.MapGet("/webhook_deliveries", async (
            [AsParameters] DeliveryQuery query, OptionalEntity entity, HttpRequest request, Caller caller, ListNoticeDeliveries list, CancellationToken cancel) =>
        {
            var (filter, page) = query.Checked(entity.Id);
            var rows = await list.RunAsync(caller, filter, page, cancel);
            return TypedResults.Ok(TokenLists.Of(request, rows, WebhookDeliveryResponse.Of, row => new TokenPlace(null, row.CreatedAt, row.Id)));
        }).Needs(Permission.Settings).WithName("listDeliveries").WithSummary("List what was sent to subscribers in the last three months, and what they answered");
    }
}
