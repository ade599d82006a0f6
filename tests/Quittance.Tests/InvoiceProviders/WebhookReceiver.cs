using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders;

/// <summary>Takes webhooks as they come over the line, and keeps them as the server would.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ConcurrentQueue<InboundWebhook> _received = new();

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value.ToArray()), StringComparer.OrdinalIgnoreCase);
            _received.Enqueue(new InboundWebhook(headers, body.ToArray()));
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        });
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>What has come since this was asked last.</summary>
    public IReadOnlyList<InboundWebhook> Take()
    {
        var taken = new List<InboundWebhook>();
        while (_received.TryDequeue(out var webhook))
        {
            taken.Add(webhook);
        }

        return taken;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
