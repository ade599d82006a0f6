using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>A platform on a socket that answers what a test says, for ways in which real ones differ from each other.</summary>
internal sealed class ScriptedPlatform : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ConcurrentQueue<Seen> _seen = new();

    private ScriptedPlatform(Func<Seen, Reply> answer, TimeProvider clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var seen = new Seen(
                context.Request.Method,
                $"{context.Request.Path}{context.Request.QueryString}",
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                Encoding.UTF8.GetString(body.ToArray()));
            _seen.Enqueue(seen);
            var reply = answer(seen);
            context.Response.StatusCode = reply.Status;
            context.Response.ContentType = reply.ContentType;
            if (reply.Location is { } location)
            {
                context.Response.Headers.Location = location;
            }

            await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
        });
        Provider = new AfnorProvider(new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System), clock);
    }

    public AfnorProvider Provider { get; }

    public string Address => _app.Urls.Single();

    public IReadOnlyList<Seen> Requests => [.. _seen];

    public static async Task<ScriptedPlatform> StartAsync(Func<Seen, Reply> answer, TimeProvider? clock = null)
    {
        var platform = new ScriptedPlatform(answer, clock ?? TimeProvider.System);
        await platform._app.StartAsync(TestContext.Current.CancellationToken);
        return platform;
    }

    public ProviderAccess Access(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            [AfnorProfile.BaseUrl] = $"{Address}/flow-service",
            [AfnorProfile.TokenUrl] = $"{Address}/token",
            [AfnorProfile.ClientId] = "client:1",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new ProviderAccess(Guid.Parse("01930000-0000-7000-8000-000000000002"), "s3cret/+ é", all);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A request as it came.</summary>
    internal sealed record Seen(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public bool IsForToken => Path == "/token";

        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }

    internal sealed record Reply(int Status, byte[] Body, string? ContentType = "application/json", string? Location = null)
    {
        public static readonly Reply Token = Json("""{"access_token":"T0K3N","token_type":"Bearer","expires_in":3600}""");

        public static readonly Reply NoFlows = Json("""{"limit":100,"results":[]}""");

        public static Reply Json(string json, int status = 200) => new(status, Encoding.UTF8.GetBytes(json));

        public static Reply Xml(string xml) => new(200, Encoding.UTF8.GetBytes(xml), "application/xml");

        public static Reply To(string location) => new(302, [], null, location);
    }
}
