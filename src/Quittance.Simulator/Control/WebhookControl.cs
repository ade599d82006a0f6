using Quittance.Simulator.Webhooks;

namespace Quittance.Simulator.Control;

/// <summary>Webhook targets and deliveries.</summary>
internal static class WebhookControl
{
    public static void MapWebhookControl(this IEndpointRouteBuilder control)
    {
        control.MapPost("/webhooks", async (HttpContext context, ControlledAccount account, CancellationToken cancel) =>
        {
            var values = account.Value.Values;
            var madeUp = $"whsec_{Convert.ToBase64String(Convert.FromHexString(values.Hex(64)))}";
            var target = (await ControlEndpoints.BodyAsync<TargetRequest>(context, cancel)).ToTarget($"hook_{values.Hex(12)}", madeUp);
            account.Value.Targets.Put(target);
            return ControlEndpoints.Answer(target, StatusCodes.Status201Created);
        });
        control.MapGet("/webhooks", (ControlledAccount account) => ControlEndpoints.Answer(account.Value.Targets.All()));
        control.MapDelete("/webhooks/{id}", (ControlledAccount account, string id) =>
            account.Value.Targets.Remove(id) ? Results.NoContent() : ControlEndpoints.NotFound("webhook"));
        control.MapGet("/deliveries", (ControlledAccount account) => ControlEndpoints.Answer(account.Value.Deliveries.All().Select(DeliveryView.Of)));
        control.MapPost("/deliveries", async (HttpContext context, ControlledAccount account, SendDeliveries send, CancellationToken cancel) =>
            ControlEndpoints.Answer((await send.RunAsync(account.Value, await ControlEndpoints.BodyAsync<DeliveryOrder>(context, cancel), cancel)).Select(DeliveryView.Of)));
        control.MapPost("/deliveries/{id}/resend", async (ControlledAccount account, SendDeliveries send, string id, CancellationToken cancel) =>
            account.Value.Deliveries.Find(id) is { } delivery && await send.ResendAsync(account.Value, delivery, cancel) is { } sent
                ? ControlEndpoints.Answer(DeliveryView.Of(sent))
                : ControlEndpoints.NotFound("delivery"));
    }
}
