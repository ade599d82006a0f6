using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quittance.Connectors;
using Quittance.Connectors.Http;
using Quittance.Server.Accounting;
using Quittance.Server.Api;
using Quittance.Server.Api.Accounting;
using Quittance.Server.Api.Network;
using Quittance.Server.Api.Payments;
using Quittance.Server.Hosting;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Embedded;
using Quittance.Server.Users;
using Quittance.Tests;
using Quittance.Tests.Contract;
using Quittance.Tests.Accounting;

[assembly: AssemblyFixture(typeof(TestServer))]

namespace Quittance.Tests;

/// <summary>The real server on a private PostgreSQL, once for the whole run. A test takes a tenant of its own from it.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private string _folder = "";
    private EmbeddedPostgres? _postgres;
    private WebApplication? _app;

    /// <summary>Far too few for real passwords; each test makes some.</summary>
    internal const int PasswordRounds = 1000;

    internal TestClock Clock { get; } = new();

    /// <summary>An accounting system on whose own page users agree.</summary>
    internal ConsentedBooks Consented { get; private set; } = null!;

    /// <summary>What a server of its own has otherwise than the shared one.</summary>
    internal Action<IServiceCollection>? Adjust { get; init; }

    internal ServerOptions Options { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    internal IServiceProvider Services => _app!.Services;

    /// <summary>A source that no wall holds back, for looking at what was stored.</summary>
    internal NpgsqlDataSource Owner { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("quittance-tests-").FullName;
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101); // PostgreSQL's account has to walk into it.
        _postgres = await EmbeddedPostgres.StartAsync(_folder, new EmbeddedPostgresOptions { Durable = false }, CancellationToken.None);
        Owner = NpgsqlDataSource.Create(_postgres.ConnectionString);
        Options = new ServerOptions(_postgres.ConnectionString, new MasterKeys(new MasterKey(new byte[MasterKey.Size])), "http://127.0.0.1:0", TimeSpan.FromSeconds(2))
        {
            AllowedNetworks = AllowedNetworks.Parse("127.0.0.0/8"), // Where the provider simulator answers.
            DropFolder = Path.Combine(_folder, "drop"),
            Accounting = new AccountingSystemOptions(Path.Combine(_folder, "journals")),
            AccountingRate = 1_000_000, // Counted, but never too many.
        };
        Consented = new ConsentedBooks(Clock);
        await ServerRole.EnsureAsync(Options.OwnerDatabase, CancellationToken.None);
        await Migrator.ApplyAsync(Options.OwnerDatabase, TimeProvider.System, CancellationToken.None);

        _app = QuittanceHost.Build(Options, services =>
        {
            services.RemoveAll<IHostedService>(); // Nothing ticks by itself in a test.
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(Clock);
            services.RemoveAll<ConnectorCatalog>();
            services.AddSingleton(provider => Catalog(Options, provider));
            services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = PasswordRounds);
            Adjust?.Invoke(services);
        });
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    private ConnectorCatalog Catalog(ServerOptions options, IServiceProvider provider)
    {
        var standard = ConnectorCatalog.Standard(provider.GetRequiredService<ProviderHttp>(), options.DropFolder, options.Accounting, Clock);
        return new ConnectorCatalog(standard.InvoiceProviders, [.. standard.AccountingSystems, new FormBooks(), Consented]);
    }

    /// <summary>A new organization with its owner's token.</summary>
    internal async Task<Tenant> NewTenantAsync()
    {
        var made = await Services.GetRequiredService<CreateOrganization>()
            .RunAsync(new Actor("test"), "Tenant", $"owner-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}@example.test", TestContext.Current.CancellationToken);
        return new Tenant(this, made.Id, made.Token.Text, made.InitialPassword);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await Owner.DisposeAsync();
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The server's clock: it runs, and a test can move it on. Tests that do stand in the collection "moves the clock".</summary>
internal sealed class TestClock : TimeProvider
{
    private long _offsetTicks;

    private readonly MillisecondClock _clock = new();

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow().AddTicks(Interlocked.Read(ref _offsetTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _offsetTicks, by.Ticks);
}

/// <summary>One organization seen through HTTP. Bodies are anonymous objects and answers JSON, so a renamed field breaks a test.</summary>
internal sealed class Tenant(TestServer server, OrganizationId id, string token, string password, string? entity = null)
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Address };

    public TestServer Server => server;

    public OrganizationId Id => id;

    public string Token => token;

    public string OwnerPassword => password;

    /// <summary>The same organization seen with another token; null sends none.</summary>
    public Tenant With(string? other) => new(server, id, other ?? "", password, entity);

    /// <summary>The same organization, whose calls to the Accounting dialect are about a business.</summary>
    /// <param name="business">Its id in any dialect.</param>
    public Tenant For(string business) => new(server, id, token, password, $"{NetworkIds.BusinessOf(business).Value:d}");

    /// <summary>The headers that the Accounting dialect wants beside the token; other dialects do not look at them.</summary>
    public void AddHeaders(HttpRequestMessage request)
    {
        request.Headers.Add("x-monite-version", "2024-05-25");
        if (entity is not null)
        {
            request.Headers.Add("x-monite-entity-id", entity);
        }
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null, string? key = null) => SendAsync(HttpMethod.Post, path, body, key);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> PatchAsync(string path, object? body = null, string? key = null) => SendAsync(HttpMethod.Patch, path, body, key);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        AddHeaders(request);
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        if (DocumentOf(path) is { } document && response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            Assert.Empty(DocumentedAnswer.FaultsOf(document, method.Method, path, answer.Status, answer.Body));
        }

        return answer;
    }

    // The dialects whose every answer in a test is held to their document.
    private static string? DocumentOf(string path) => Dialects.Of(path.Split('?')[0]) switch
    {
        Dialect.Accounting => AccountingApi.Document,
        Dialect.Payments => PaymentsApi.Document,
        _ => null,
    };

    /// <summary>Runs this organization's due jobs until none is due.</summary>
    public async Task RunJobsAsync()
    {
        while (await server.Services.GetRequiredService<RunJobs>().RunOnceAsync(id, TestContext.Current.CancellationToken) > 0)
        {
            // A job may have asked for another.
        }
    }

    /// <summary>An active connection between two businesses of this organization.</summary>
    public async Task<string> ConnectAsync(string payer, string payee, object? autoApproval = null)
    {
        var id = (await PostAsync("/api/connections", new { payerBusinessId = payer, payeeBusinessId = payee })).Created().Text("id");
        if (autoApproval is not null)
        {
            (await PatchAsync($"/api/connections/{id}/settings", new { autoApproval })).Ok();
        }

        return id;
    }

    /// <summary>The plain-text journal of a business.</summary>
    public async Task<string> JournalAsync(string business)
    {
        using var text = new StringWriter();
        var caller = Caller.System(id, "test");
        await server.Services.GetRequiredService<ExportJournal>().RunAsync(caller, NetworkIds.BusinessOf(business), text, TestContext.Current.CancellationToken);
        return text.ToString();
    }

    /// <summary>A business of this organization.</summary>
    /// <returns>Its id as the Network dialect writes it.</returns>
    public async Task<string> BusinessAsync(string name = "Acme", object? registrationNumbers = null) =>
        (await PostAsync("/api/businesses", new { name, registrationNumbers })).Created().Text("id");
}

/// <summary>What the server answered; a failed expectation shows the body.</summary>
internal sealed record Answer(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    private JsonElement? _json;

    public JsonElement Json => _json ??= JsonDocument.Parse(Body).RootElement;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        response.Headers,
        response.Content.Headers);

    public Answer Is(int status)
    {
        Assert.True(status == Status, $"expected {status}, got {Status}: {Body}");
        return this;
    }

    public Answer Ok() => Is(200);

    public Answer Created() => Is(201);

    /// <summary>A text of the body; a path goes down with dots.</summary>
    public string Text(string path) => At(path).GetString()!;

    public JsonElement At(string path)
    {
        var element = Json;
        foreach (var name in path.Split('.'))
        {
            Assert.True(element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out element), $"no {path} in {Body}");
        }

        return element;
    }

    /// <summary>The fields that an error body names.</summary>
    public IReadOnlyList<string> FaultyFields() => [.. At("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!)];
}
