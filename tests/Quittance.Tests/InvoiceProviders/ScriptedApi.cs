using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Quittance.Connectors.Http;

namespace Quittance.Tests.InvoiceProviders;

/// <summary>A server that answers whatever a test wants, over a real socket.</summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ConcurrentQueue<(string Path, string? Authorization)> _requests = new();

    private ScriptedApi(Func<HttpRequest, (int Status, string Body)> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            _requests.Enqueue((context.Request.Path + context.Request.QueryString, context.Request.Headers.Authorization is { Count: > 0 } sent ? sent.ToString() : null));
            var (status, body) = answer(context.Request);
            context.Response.StatusCode = status;
            if (status is StatusCodes.Status302Found)
            {
                context.Response.Headers.Location = body;
                return;
            }

            await context.Response.WriteAsync(body, context.RequestAborted);
        });
    }

    /// <summary>HTTP that may call it.</summary>
    public ProviderHttp Http { get; } = new(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System);

    public string Address => _app.Urls.Single();

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<(string Path, string? Authorization)> Requests => [.. _requests];

    public static async Task<ScriptedApi> StartAsync(Func<HttpRequest, (int Status, string Body)> answer)
    {
        var api = new ScriptedApi(answer);
        await api._app.StartAsync(TestContext.Current.CancellationToken);
        return api;
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _app.DisposeAsync();
    }
}
