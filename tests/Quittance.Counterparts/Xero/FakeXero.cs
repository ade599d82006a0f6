using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Quittance.Counterparts.Xero;

/// <summary>A stand-in for Xero that remembers: its sign-in, the list of connections and the part of its Accounting API that keeps bills.</summary>
/// <remarks>Its bodies are held against Xero's own OpenAPI file, and Xero's own client drives it, so that it is more than its author's reading.</remarks>
public sealed class FakeXero : IAsyncDisposable
{
    public const string ClientId = "0123456789ABCDEF0123456789ABCDEF";

    public const string ClientSecret = "an-app-secret";

    public const string WebhookKey = "a-webhook-key";

    private const string Api = "/api.xro/2.0";

    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly XeroIdentity _identity;
    private readonly XeroReplays _replays;
    private readonly ConcurrentQueue<XeroExchange> _exchanges = new();
    private int _throttled;
    private (string Problem, int? RetryAfter) _throttle;

    private FakeXero(WebApplication app, TimeProvider clock)
    {
        (_app, _clock) = (app, clock);
        _identity = new XeroIdentity(ClientId, ClientSecret, clock);
        _replays = new XeroReplays(clock);
        Books = new XeroBooks("Demo Company (FR)", "EUR", clock);
        _identity.Chosen.Add(Books);
    }

    /// <summary>Where it listens; the API is below <c>/api.xro/2.0</c>.</summary>
    public Uri Address => new(_app.Urls.Single());

    public Uri ApiUrl => new(Address, Api);

    public Uri AuthorizeUrl => new(Address, "/identity/connect/authorize");

    public Uri TokenUrl => new(Address, "/connect/token");

    public Uri RevokeUrl => new(Address, "/connect/revocation");

    public Uri ConnectionsUrl => new(Address, "/connections");

    /// <summary>The first organisation's books.</summary>
    public XeroBooks Books { get; }

    /// <summary>Which organisations the user allows at the next consent.</summary>
    public IList<XeroBooks> Chosen => _identity.Chosen;

    /// <summary>Whether the user says no at the next consent.</summary>
    public bool Declines
    {
        get => _identity.Declines;
        set => _identity.Declines = value;
    }

    /// <summary>All calls of the Accounting API that were let through, in order.</summary>
    public IReadOnlyList<XeroExchange> Exchanges => [.. _exchanges];

    public static async Task<FakeXero> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error); // A fault of the fake itself.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var fake = new FakeXero(app, clock ?? TimeProvider.System);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        return fake;
    }

    /// <summary>Another organisation.</summary>
    public XeroBooks AddBooks(string name, string currency) => new(name, currency, _clock);

    /// <summary>Tokens for an organisation, as after a consent.</summary>
    public (string Access, string Refresh) Grant(params IReadOnlyList<XeroBooks> books)
    {
        lock (_lock)
        {
            var tokens = _identity.Grant(books);
            return (tokens.Text("access_token")!, tokens.Text("refresh_token")!);
        }
    }

    /// <summary>Ends the connection of an organisation, as a user of Xero does.</summary>
    public void Disconnect(XeroBooks books)
    {
        lock (_lock)
        {
            _identity.Disconnect(books);
        }
    }

    /// <summary>Ends all access tokens before their time.</summary>
    public void EndAccess()
    {
        lock (_lock)
        {
            _identity.EndAccess();
        }
    }

    /// <summary>Answers the next calls with 429.</summary>
    public void Throttle(int calls, string problem, int? retryAfterSeconds) => (_throttled, _throttle) = (calls, (problem, retryAfterSeconds));

    /// <summary>A webhook's body with its signature. No events make it the intent to receive.</summary>
    public static (byte[] Body, string Signature) Webhook(string key, params IEnumerable<(string Tenant, string Category, string ResourceId)> events)
    {
        var told = events.Select(one => new JsonObject
        {
            ["resourceUrl"] = $"https://api.xero.com/api.xro/2.0/{one.Category}/{one.ResourceId}",
            ["resourceId"] = one.ResourceId,
            ["tenantId"] = one.Tenant,
            ["tenantType"] = "ORGANISATION",
            ["eventCategory"] = one.Category,
            ["eventType"] = "UPDATE",
            ["eventDateUtc"] = "2026-06-21T01:15:39.902",
        }).ToList();
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["events"] = new JsonArray([.. told]),
            ["firstEventSequence"] = told.Count == 0 ? 0 : 1,
            ["lastEventSequence"] = told.Count,
            ["entropy"] = "S0m3r4Nd0mt3xt",
        }.ToJsonString());
        return (body, Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body)));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var sent = await reader.ReadToEndAsync(context.RequestAborted);
        var (status, body) = Decide(context, path, form, sent);
        context.Response.StatusCode = status;
        if (body is not null)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
        }
    }

    private (int Status, JsonNode? Body) Decide(HttpContext context, string path, IFormCollection form, string sent)
    {
        lock (_lock)
        {
            try
            {
                return (context.Request.Method, path) switch
                {
                    ("GET", "/identity/connect/authorize") => Redirect(context, _identity.Authorize(context.Request.Query)),
                    ("POST", "/connect/token") => (200, _identity.Exchange(form, HeaderOf(context, "Authorization"))),
                    ("POST", "/connect/revocation") => Revoke(context, form),
                    ("GET", "/connections") => (200, _identity.Connections(HeaderOf(context, "Authorization"), context.Request.Query["authEventId"] is [{ } consent] ? consent : null)),
                    ("DELETE", _) when path.StartsWith("/connections/", StringComparison.Ordinal) =>
                        _identity.End(HeaderOf(context, "Authorization"), path["/connections/".Length..]) ? (204, null) : throw XeroRefusalException.NotFound(),
                    _ when path.StartsWith($"{Api}/", StringComparison.Ordinal) => Call(context, path[Api.Length..], sent),
                    _ => throw XeroRefusalException.NotFound(),
                };
            }
            catch (XeroRefusalException refusal)
            {
                return (refusal.HttpStatus, refusal.Body);
            }
        }
    }

    private static (int, JsonNode?) Redirect(HttpContext context, string to)
    {
        context.Response.Headers.Location = to;
        return (302, null);
    }

    private (int, JsonNode?) Revoke(HttpContext context, IFormCollection form)
    {
        _identity.Revoke(form, HeaderOf(context, "Authorization"));
        return (200, null);
    }

    private (int Status, JsonNode? Body) Call(HttpContext context, string path, string sent)
    {
        var request = new XeroCall(context.Request.Method, path, context.Request.Query, HeaderOf(context, "If-Modified-Since"), sent, _clock.GetUtcNow());
        var books = _identity.Open(HeaderOf(context, "Authorization"), HeaderOf(context, "xero-tenant-id"), request.Scope);
        if (_throttled > 0)
        {
            _throttled--;
            context.Response.Headers["X-Rate-Limit-Problem"] = _throttle.Problem;
            context.Response.Headers.RetryAfter = _throttle.RetryAfter?.ToString(CultureInfo.InvariantCulture);
            return (429, null);
        }

        context.Response.Headers["X-MinLimit-Remaining"] = "59";
        var key = request.Method == "GET" ? null : HeaderOf(context, "Idempotency-Key");
        var (status, body) = _replays.Once(key, $"{request.Method} {path}{context.Request.QueryString} {books.TenantId} {sent}", () => Try(books, request));
        // What xero-node sends with a GET, an empty object, is no body.
        _exchanges.Enqueue(new XeroExchange(request.Method, path, context.Request.QueryString.Value ?? "", request.Method == "GET" || sent.Length == 0 ? null : sent, status, body?.ToJsonString()));
        return (status, body);
    }

    private static (int Status, JsonNode? Body) Try(XeroBooks books, XeroCall call)
    {
        try
        {
            return (200, XeroEndpoints.Answer(books, call));
        }
        catch (XeroRefusalException refusal)
        {
            return (refusal.HttpStatus, refusal.Body);
        }
        catch (JsonException broken)
        {
            return (400, XeroRefusalException.BadJson(broken.Message).Body);
        }
    }

    private static string? HeaderOf(HttpContext context, string name) => context.Request.Headers[name] is [{ } value] ? value : null;
}
