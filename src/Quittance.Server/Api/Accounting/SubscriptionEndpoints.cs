using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Subscribers;

namespace Quittance.Server.Api.Accounting;

/// <summary>Whom to tell of what.</summary>
internal static class SubscriptionEndpoints
{
    private const string Id = "webhook_subscription_id";

    public static void MapSubscriptions(this IEndpointRouteBuilder api)
    {
        var subscriptions = api.MapGroup("/webhook_subscriptions").WithTags("Webhook subscriptions");

        subscriptions.MapGet("/", async (
            [AsParameters] SubscriptionQuery query, HttpRequest request, Caller caller, ListSubscriptions list, CancellationToken cancel) =>
        {
            var (objectType, createdAt, page) = query.Checked();
            var rows = await list.RunAsync(caller, objectType, createdAt, page, cancel);
            return TypedResults.Ok(TokenLists.Of(
                request, rows, SubscriptionResponse.Of, row => new TokenPlace(null, page.Sort == SubscriptionQuery.ByChange ? row.UpdatedAt : row.CreatedAt, row.Id)));
        }).Needs(Permission.Settings).WithSummary("List webhook subscriptions");

        subscriptions.MapPost("/", async (SubscriptionRequest body, Caller caller, HttpResponse response, CreateSubscription create, CancellationToken cancel) =>
        {
            var (objectType, eventTypes, url) = body.Checked();
            var made = await create.RunAsync(caller, objectType, eventTypes, url, cancel);
            response.Headers.CacheControl = "no-store";
            return TypedResults.Created($"/v1/webhook_subscriptions/{AccountingIds.Write(made.Subscription.Id)}", SubscriptionSecretResponse.Of(made));
        }).Needs(Permission.Settings).WithSummary("Be told of what happens; the answer shows the secret that signs, this once");

        subscriptions.MapGet($"/{{{Id}}}", async (string webhook_subscription_id, Caller caller, GetSubscription get, CancellationToken cancel) =>
            TypedResults.Ok(SubscriptionResponse.Of(await get.RunAsync(caller, AccountingIds.OfPath(Id, webhook_subscription_id), cancel))))
            .Needs(Permission.Settings).WithSummary("Get a webhook subscription");

        subscriptions.MapPatch($"/{{{Id}}}", async (
            string webhook_subscription_id, SubscriptionPatch body, Caller caller, UpdateSubscription update, CancellationToken cancel) =>
            TypedResults.Ok(SubscriptionResponse.Of(await update.RunAsync(caller, AccountingIds.OfPath(Id, webhook_subscription_id), body.Checked(), cancel))))
            .Needs(Permission.Settings).WithSummary("Change a webhook subscription");

        subscriptions.MapDelete($"/{{{Id}}}", async (string webhook_subscription_id, Caller caller, DeleteSubscription delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, AccountingIds.OfPath(Id, webhook_subscription_id), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Settings).WithSummary("End a webhook subscription");

        subscriptions.MapSteps();
    }

    private static void MapSteps(this IEndpointRouteBuilder subscriptions)
    {
        foreach (var (path, status) in new[] { ("enable", SubscriptionStatus.Enabled), ("disable", SubscriptionStatus.Disabled) })
        {
            subscriptions.MapPost($"/{{{Id}}}/{path}", async (string webhook_subscription_id, Caller caller, SwitchSubscription change, CancellationToken cancel) =>
                TypedResults.Ok(SubscriptionResponse.Of(await change.RunAsync(caller, AccountingIds.OfPath(Id, webhook_subscription_id), status, cancel))))
                .Needs(Permission.Settings).WithName($"{path}Subscription").WithSummary($"{char.ToUpperInvariant(path[0])}{path[1..]} a webhook subscription");
        }

        subscriptions.MapPost($"/{{{Id}}}/regenerate_secret", async (
            string webhook_subscription_id, Caller caller, HttpResponse response, RenewSubscriptionSecret renew, CancellationToken cancel) =>
        {
            response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(SubscriptionSecretResponse.Of(await renew.RunAsync(caller, AccountingIds.OfPath(Id, webhook_subscription_id), cancel)));
        }).Needs(Permission.Settings).WithSummary("Get another secret; the old one signs nothing from then on");
    }
}
