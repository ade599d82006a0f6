using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Quittance.Counterparts;

/// <summary>Where in an exchange the line breaks.</summary>
public enum CutAt
{
    /// <summary>The system never hears of the request.</summary>
    BeforeRequest,

    /// <summary>The system has done what was asked, and nobody hears of it.</summary>
    BeforeAnswer,
}

/// <summary>Stands between a connector and a system, hands everything on, and breaks the line when it is told to.</summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly string[] NotHandedOn = ["Transfer-Encoding", "Connection", "Keep-Alive", "Content-Length", "Host"];

    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly Uri _target;
    private int _requests;
    private int _cutNumber;
    private CutAt _cutAt;

    private FaultyProxy(WebApplication app, Uri target) => (_app, _target) = (app, target);

    /// <summary>What the connector is told to call.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>How many requests came in since the last <see cref="CutOnce"/> or <see cref="HandOn"/>.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Whether the line that was to break has broken.</summary>
    public bool HasCut { get; private set; }

    public static async Task<FaultyProxy> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var proxy = new FaultyProxy(app, target);
        app.Run(proxy.HandAsync);
        await app.StartAsync();
        proxy.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>Breaks the line at the request of this number, counted from one, once.</summary>
    public void CutOnce(int number, CutAt at)
    {
        (_cutNumber, _cutAt, HasCut) = (number, at, false);
        Volatile.Write(ref _requests, 0);
    }

    /// <summary>Hands everything on.</summary>
    public void HandOn() => CutOnce(0, CutAt.BeforeRequest);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task HandAsync(HttpContext context)
    {
        var isCut = Interlocked.Increment(ref _requests) == _cutNumber;
        if (isCut && _cutAt == CutAt.BeforeRequest)
        {
            Cut(context);
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_target, $"{context.Request.Path.ToUriComponent()}{context.Request.QueryString}"));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray()); // With Content-Length: some systems refuse a chunked body.
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (!NotHandedOn.Contains(name, StringComparer.OrdinalIgnoreCase) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        // Not cancelled with the caller: a system goes on with what it has been asked.
        using var answer = await _http.SendAsync(request, CancellationToken.None);
        var bytes = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (isCut)
        {
            Cut(context);
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotHandedOn.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private void Cut(HttpContext context)
    {
        HasCut = true;
        context.Abort();
    }
}
