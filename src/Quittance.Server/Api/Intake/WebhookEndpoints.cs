using System.ComponentModel;
using Quittance.Domain.Intake;
using Quittance.Server.Intake;

namespace Quittance.Server.Api.Intake;

/// <summary>Where providers call. Who calls is decided by the signature, so there are no other credentials.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api) =>
        api.MapPost("/webhooks/{provider}/{connectionId}", async (string provider, string connectionId, HttpContext context, ReceiveWebhook receive, CancellationToken cancel) =>
        {
            var webhook = new InboundWebhook(HeadersOf(context.Request), await BodyOf(context.Request, cancel));
            var answer = await receive.RunAsync(provider, IntakeIds.ConnectionOf(connectionId), webhook, cancel);
            if (answer.Fault is { } fault)
            {
                await DialectErrors.WriteAsync(context, answer.Status, $"The webhook was refused: {MessageOf(fault)} It is kept as delivery {IntakeIds.Write(answer.DeliveryId)}.");
                return Results.Empty;
            }

            return Results.Json(new WebhookResponse(IntakeIds.Write(answer.DeliveryId), answer.Result!), statusCode: answer.Status);
        })
            .WithTags("Webhooks")
            .WithSummary("Receive a provider's webhook")
            .WithDescription("Verified on its raw bytes by the provider's scheme, kept, and processed after the answer. The same delivery again is only counted.")
            .Produces<WebhookResponse>()
            .ProducesProblem(StatusCodes.Status410Gone);

    /// <summary>Everything that was sent, and nothing of it read: the signature is over these very bytes.</summary>
    private static async Task<ReadOnlyMemory<byte>> BodyOf(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, Limits.BodyBytesMax));
        await request.Body.CopyToAsync(body, cancel);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static Dictionary<string, string> HeadersOf(HttpRequest request) =>
        request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value.ToArray()), StringComparer.OrdinalIgnoreCase);

    private static string MessageOf(WebhookFault fault) => fault switch
    {
        WebhookFault.NoSecret => "the connection has no webhook secret; PATCH it as webhookSecret.",
        WebhookFault.NoSignature => "it carries no signature.",
        WebhookFault.MalformedSignature => "its signature cannot be read.",
        WebhookFault.WrongSignature => "its signature does not fit its bytes and the connection's secret.",
        WebhookFault.OutsideTolerance => "it was signed more than 300 seconds ago or ahead.",
        WebhookFault.ConnectionDeleted => "the connection was deleted.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}

/// <summary>What became of a webhook at once.</summary>
public sealed record WebhookResponse(
    [property: Description("Under which id the delivery is kept.")] string Id,
    [property: Description("accepted, or duplicate for one that came before.")] string Status);
