using Microsoft.AspNetCore.Diagnostics;
using Quittance.Server.Accounting;

namespace Quittance.Server.Api.Accounting;

/// <summary>
/// Where accounting systems call when something changes over there: one address for all companies. Who calls is decided by the signature
/// over the raw bytes, and nothing is believed but which companies to look at.
/// </summary>
internal static class AccountingWebhookEndpoints
{
    public static void MapAccountingWebhooks(this IEndpointRouteBuilder app) =>
        app.MapPost("/webhooks/accounting/{platform}", async (string platform, HttpContext context, ReceiveAccountingWebhook receive, CancellationToken cancel) =>
        {
            using var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, Limits.BodyBytesMax));
            await context.Request.Body.CopyToAsync(body, cancel);
            var isGenuine = await receive.RunAsync(
                platform, body.GetBuffer().AsMemory(0, (int)body.Length), name => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null, cancel);

            // Xero's intent to receive wants these two, and nothing in the body; Intuit takes any 200.
            context.Response.StatusCode = isGenuine ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
            context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        }).ExcludeFromDescription(); // For the systems, not for clients; docs/accounting.md tells operators of it.
}
