using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Control;
using Quittance.Simulator.Webhooks;

namespace Quittance.Tests.Simulating;

/// <summary>A provider simulator on a port of its own. Starts in milliseconds; a test takes an account, or a whole simulator.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningSimulator(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>Without credentials, relative to <see cref="Address"/>.</summary>
    public HttpClient Http { get; }

    public AccountBook Accounts => _app.Services.GetRequiredService<AccountBook>();

    public SendDeliveries Webhooks => _app.Services.GetRequiredService<SendDeliveries>();

    /// <summary>The address a connection is set up with.</summary>
    public ProviderAddress this[Provider provider] => ProviderAddress.Of(provider, Address.GetLeftPart(UriPartial.Authority));

    public static async Task<RunningSimulator> StartAsync(SimulatorOptions? options = null)
    {
        var app = SimulatorHost.Build(options ?? new SimulatorOptions());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningSimulator(app);
    }

    /// <summary>A request with a bearer token; with a body it is a POST.</summary>
    public async Task<SimulatorAnswer> AskAsync(string path, string? token = null, object? body = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? (body is null ? HttpMethod.Get : HttpMethod.Post), path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web));
        return await SimulatorAnswer.ReadAsync(await Http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    /// <summary>An access token for the flow service.</summary>
    public async Task<string> TokenAsync(Account account)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = account.Credentials.ClientId,
            ["client_secret"] = account.Credentials.ClientSecret,
        });
        return (await AskAsync("/token", body: form)).Json.GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
