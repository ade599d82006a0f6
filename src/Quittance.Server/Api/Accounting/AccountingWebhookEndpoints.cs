using Microsoft.AspNetCore.Diagnostics;
using Quittance.Server.Accounting;

namespace Quittance.Server.Api.Accounting;

/// <summary>Where accounting systems call when something changes over there. Who calls is decided by the signature.</summary>
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
        })
            .WithGroupName(AccountingApi.Document)
            .WithTags("Accounting connections")
            .WithSummary("Receive an accounting system's webhook")
            .WithDescription("One address for all companies, to be entered where the application is registered. Verified on its raw bytes; the connections of the companies that it names are synchronised soon after the answer, and nothing else in it is believed.")
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status401Unauthorized);
}
