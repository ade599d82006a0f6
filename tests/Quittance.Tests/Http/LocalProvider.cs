using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Quittance.Tests.Http;

/// <summary>A web server on loopback that answers as a test says, and counts who reached it.</summary>
internal sealed class LocalProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private int _connections;

    private LocalProvider(WebApplication app) => _app = app;

    /// <summary>How many connections were opened to it.</summary>
    public int Connections => _connections;

    public Uri Address { get; private set; } = null!;

    public static async Task<LocalProvider> StartAsync(RequestDelegate answer, bool isEncrypted = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        LocalProvider? provider = null;
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref provider!._connections);
                    return next(connection);
                });
                if (isEncrypted)
                {
                    listen.UseHttps(NewCertificate());
                }
            });
        });
        provider = new LocalProvider(builder.Build());
        provider._app.Run(answer);
        await provider._app.StartAsync(TestContext.Current.CancellationToken);
        provider.Address = new Uri(provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return provider;
    }

    /// <summary>A provider that answers with these bytes.</summary>
    public static Task<LocalProvider> AnsweringAsync(int status, byte[] body, params (string Name, string Value)[] headers) => StartAsync(async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(body);
    });

    public async ValueTask DisposeAsync()
    {
        // A client that keeps its connection would make an orderly stop wait for it.
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
