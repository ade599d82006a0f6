using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>A request as it came in.</summary>
/// <param name="Query">With its question mark.</param>
public sealed record QuickBooksRequest(string Method, string Path, string Query, string Body);

/// <summary>QuickBooks Online as far as payables go: sign-in, companies with their books, queries, change data capture, webhooks. It keeps what it is told.</summary>
/// <remarks>
/// Made from Intuit's public reference and its schema; node-quickbooks is run against it, and what it answers is validated against the schema.
/// </remarks>
public sealed class QuickBooksFake : IAsyncDisposable
{
    private static readonly string[] Written = ["Vendor", "Bill", "BillPayment", "VendorCredit"];

    private static readonly string[] ReadOnly = ["Account", "TaxCode", "TaxRate", "CompanyInfo", "Preferences"];

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, QuickBooksRealm> _realms = new();
    private readonly ConcurrentDictionary<string, (int Status, string Body)> _replays = new();
    private readonly ConcurrentQueue<(int Status, string ContentType, string Body, string? RetryAfter)> _ordered = new();
    private readonly ConcurrentQueue<QuickBooksRequest> _requests = new();

    private QuickBooksFake(WebApplication app)
    {
        _app = app;
        Identity = new QuickBooksIdentity(Clock);
        Realm = AddRealm("9130357", "GB", "GBP");
    }

    public QuickBooksClock Clock { get; } = new();

    public QuickBooksIdentity Identity { get; }

    /// <summary>A company in the United Kingdom.</summary>
    public QuickBooksRealm Realm { get; }

    /// <summary>Where everything is: the API below it, and the three addresses of the sign-in.</summary>
    public Uri Address { get; private set; } = null!;

    public static string AuthorizePath => "/connect/oauth2";

    public static string TokenPath => "/oauth2/v1/tokens/bearer";

    public static string RevokePath => "/v2/oauth2/tokens/revoke";

    /// <summary>What came in so far.</summary>
    public IReadOnlyList<QuickBooksRequest> Requests => [.. _requests];

    public static async Task<QuickBooksFake> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var fake = new QuickBooksFake(app);
        app.Use(fake.RecordAsync);
        app.MapGet(AuthorizePath, (HttpRequest request) => fake.Identity.Authorize(request.Query, fake.Realm.RealmId));
        app.MapPost(TokenPath, async (HttpRequest request) => fake.Identity.Token(request, await request.ReadFormAsync()));
        app.MapPost(RevokePath, (HttpRequest request) => fake.Identity.RevokeAsync(request));
        app.Map("/v3/company/{realm}/{resource}/{id?}", fake.CallAsync);
        await app.StartAsync();
        fake.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return fake;
    }

    /// <summary>One more company.</summary>
    /// <param name="country">ISO 3166-1; <c>US</c> has no purchase taxes.</param>
    public QuickBooksRealm AddRealm(string id, string country, string homeCurrency) => _realms[id] = new QuickBooksRealm(Clock, id, country, homeCurrency);

    /// <summary>The next call of the API is answered so, whatever it is.</summary>
    public void AnswerNext(int status, string contentType, string body, string? retryAfter = null) => _ordered.Enqueue((status, contentType, body, retryAfter));

    /// <summary>The next calls are refused because there were too many.</summary>
    public void Throttle(int calls, int retryAfterSeconds)
    {
        for (var call = 0; call < calls; call++)
        {
            AnswerNext(
                429, "application/json", """{"fault":{"error":[{"message":"message=ThrottleExceeded; errorCode=003001; statusCode=429","code":"3001"}],"type":"THROTTLE"}}""",
                retryAfterSeconds.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Request ids are not remembered for ever.</summary>
    public void ForgetRequestIds() => _replays.Clear();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8, leaveOpen: true);
        _requests.Enqueue(new(context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", await reader.ReadToEndAsync(context.RequestAborted)));
        context.Request.Body.Position = 0;
        await next(context);
    }

    private async Task CallAsync(HttpContext context, string realm, string resource, string? id)
    {
        var request = context.Request;
        if (_ordered.TryDequeue(out var ordered))
        {
            context.Response.Headers.RetryAfter = ordered.RetryAfter;
            await AnswerAsync(context, ordered.Status, ordered.ContentType, ordered.Body);
        }
        else if (!_realms.TryGetValue(realm, out var books) || !Identity.Opens(request.Headers.Authorization, realm))
        {
            await AnswerAsync(
                context, 401, "application/json",
                """{"warnings":null,"intuitObject":null,"fault":{"error":[{"message":"message=AuthenticationFailed; errorCode=003200; statusCode=401","detail":"Malformed bearer token: invalid or expired","code":"3200","element":null}],"type":"AUTHENTICATION"}}""");
        }
        else if (!request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal) && request.Query["format"] != "json")
        {
            await AnswerAsync(context, 200, "application/xml", "<IntuitResponse xmlns=\"http://schema.intuit.com/finance/v3\"/>");
        }
        else
        {
            await OnceAsync(context, books, resource, id, $"{realm} {request.Query["requestid"]}");
        }
    }

    /// <summary>A request id that is known is answered as it was the first time, refusals included: the strictest way to read the reference.</summary>
    private async Task OnceAsync(HttpContext context, QuickBooksRealm books, string resource, string? id, string replay)
    {
        var isNamed = context.Request.Query.ContainsKey("requestid");
        if (!isNamed || !_replays.TryGetValue(replay, out var answer))
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(CancellationToken.None);
            answer = books.Locked(() => Work(context.Request, books, resource, id, body));
            if (isNamed)
            {
                _replays[replay] = answer;
            }
        }

        await AnswerAsync(context, answer.Status, "application/json;charset=UTF-8", answer.Body);
    }

    private (int Status, string Body) Work(HttpRequest request, QuickBooksRealm books, string resource, string? id, string body)
    {
        try
        {
            if (request.Query["requestid"].ToString().Length > 50)
            {
                throw new QuickBooksFaultException("2050", "String length is either shorter or longer than supported by specification", "requestid has more than 50 characters.");
            }

            var answer = resource switch
            {
                "query" => books.Query(QuickBooksQueryParser.Parse(request.Method == "POST" ? body : request.Query["query"].ToString())),
                "cdc" => books.Changes(KindsOf(request.Query["entities"].ToString()), Since(request.Query["changedSince"].ToString())),
                _ => Entity(request, books, resource, id, body),
            };
            answer["time"] = Clock.Answered();
            return (200, answer.ToJsonString());
        }
        catch (QuickBooksFaultException fault)
        {
            return (fault.Status, fault.Body(Clock.Answered()).ToJsonString());
        }
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidOperationException or InvalidCastException)
        {
            return (400, new QuickBooksFaultException("2010", "Request has invalid or unsupported property", broken.Message).Body(Clock.Answered()).ToJsonString());
        }
    }

    private static JsonObject Entity(HttpRequest request, QuickBooksRealm books, string resource, string? id, string body)
    {
        var kind = Written.Concat(ReadOnly).FirstOrDefault(known => string.Equals(known, resource, StringComparison.OrdinalIgnoreCase))
            ?? throw new QuickBooksFaultException("500", "Unsupported Operation", $"Operation {resource} is not supported.");
        if (request.Method == "GET")
        {
            return new JsonObject { [kind] = books.Read(kind, id ?? (kind == "Preferences" ? "1" : books.RealmId)) };
        }

        var fields = JsonNode.Parse(body) as JsonObject ?? throw new JsonException("The body is no object.");
        var (operation, include) = (request.Query["operation"].ToString(), request.Query["include"].ToString());
        return new JsonObject
        {
            [kind] = operation switch
            {
                _ when !Written.Contains(kind) => throw new QuickBooksFaultException("500", "Unsupported Operation", $"Operation Write is not supported on {kind}."),
                "delete" => kind == "Vendor" ? throw new QuickBooksFaultException("500", "Unsupported Operation", "Vendors cannot be deleted.") : books.Delete(kind, fields),
                // With an id it is a change, whether or not one says so.
                "update" => books.Update(kind, fields, include),
                "" => fields.ContainsKey("Id") ? books.Update(kind, fields, include) : books.Create(kind, fields, include),
                _ => throw new QuickBooksFaultException("500", "Unsupported Operation", $"Operation {operation} is not supported."),
            },
        };
    }

    private static string[] KindsOf(string entities) => [.. entities.Split(',').Select(name =>
        Written.Concat(ReadOnly).FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new QuickBooksFaultException("2010", "Request has invalid or unsupported property", $"Unknown entity {name}"))];

    private DateTimeOffset Since(string text)
    {
        var since = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return since > Clock.GetUtcNow() - TimeSpan.FromDays(30)
            ? since
            : throw new QuickBooksFaultException("2010", "Request has invalid or unsupported property", "changedSince cannot be more than 30 days ago.");
    }

    private static async Task AnswerAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers["intuit_tid"] = "1-00000000-000000000000000000000000";
        await context.Response.WriteAsync(body, CancellationToken.None);
    }
}
