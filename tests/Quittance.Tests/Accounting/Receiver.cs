using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Quittance.Tests.Accounting;

/// <summary>A subscriber on loopback: keeps what it is sent, and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedNotice> _received = new();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>What comes next; a receiver that was told nothing answers 200.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("thanks");

    public string Url => $"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/hook";

    public IReadOnlyList<ReceivedNotice> Received => [.. _received];

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue(new ReceivedNotice(
            context.Request.Method, context.Request.Path, body.ToArray(), context.Request.Headers.ToDictionary(header => header.Key, header => $"{header.Value}", StringComparer.OrdinalIgnoreCase)));
        await Answer(context);
    }
}

internal sealed record ReceivedNotice(string Method, string Path, byte[] Body, IReadOnlyDictionary<string, string> Headers);
