using System.Net;
using System.Text;
using Quittance.Simulator;
using Quittance.Simulator.Bills;

namespace Quittance.Tests.Simulating;

public sealed class ControllingTheSimulator : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task An_account_is_made_with_credentials_addresses_and_nothing_else_in_it()
    {
        var made = (await _simulator.AskAsync("/control/accounts", body: new { })).Json;

        var key = made.GetProperty("apiKey").GetString()!;
        var listed = await _simulator.Http.GetAsync(new Uri($"{made.GetProperty("providers").GetProperty("yooz").GetProperty("baseUrl").GetString()}/invoices"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, listed.StatusCode);
        Assert.Empty((await _simulator.AskAsync("/yooz/invoices", key)).Each("invoices", "id"));
    }

    [Fact]
    public async Task Accounts_share_nothing()
    {
        var (one, other) = (_simulator.Accounts.New(), _simulator.Accounts.New());
        await _simulator.AskAsync($"/control/accounts/{one.Id}/bills", body: new { provider = "http", template = new { number = "F1" } });
        await _simulator.AskAsync($"/control/accounts/{one.Id}/clock", body: new { advance = "PT30M" });

        Assert.Single((await _simulator.AskAsync("/http/invoices", one.Credentials.ApiKey)).Each("invoices", "id"));
        Assert.Empty((await _simulator.AskAsync("/http/invoices", other.Credentials.ApiKey)).Each("invoices", "id"));
        Assert.InRange(one.Clock.Now - other.Clock.Now, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(31));
    }

    [Fact]
    public async Task Chosen_credentials_work_and_new_ones_end_them()
    {
        await _simulator.AskAsync("/control/accounts", body: new { account = "acme", credentials = new { apiKey = "chosen" } });
        Assert.Equal(HttpStatusCode.OK, (await _simulator.AskAsync("/http/invoices", "chosen")).Status);

        var fresh = (await _simulator.AskAsync("/control/accounts/acme/credentials", body: new { })).Json.GetProperty("apiKey").GetString()!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await _simulator.AskAsync("/http/invoices", "chosen")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _simulator.AskAsync("/http/invoices", fresh)).Status);

        await _simulator.AskAsync("/control/accounts/acme/credentials", body: new { revoked = true });
        Assert.Equal(HttpStatusCode.Unauthorized, (await _simulator.AskAsync("/http/invoices", fresh)).Status);
        await _simulator.AskAsync("/control/accounts/acme/credentials", body: new { revoked = false });
        Assert.Equal(HttpStatusCode.OK, (await _simulator.AskAsync("/http/invoices", fresh)).Status);
    }

    [Fact]
    public async Task A_bill_is_added_changed_and_deleted_by_json_or_as_a_bare_file()
    {
        var key = _simulator.Accounts.Default.Credentials.ApiKey;
        var made = await _simulator.AskAsync(
            "/control/bills", body: new { provider = "http", template = new { number = "F1", total = 12.34, syntax = "cii", seller = new { name = "Domo-Elec", siren = "801017476" } } });
        using var file = new ByteArrayContent(new BillTemplate { Number = "F2" }.Write().Bytes.ToArray());
        var given = await _simulator.AskAsync("/control/bills?provider=http&name=F2.xml", body: file);
        var id = made.Json.GetProperty("bill").GetProperty("id").GetString();

        Assert.Equal((HttpStatusCode.Created, "12.34", "801017476"), (made.Status, Of(made, "total"), Of(made, "sellerSiren")));
        Assert.Equal((HttpStatusCode.Created, "F2"), (given.Status, Of(given, "number")));
        await _simulator.AskAsync($"/control/bills/http/{id}", body: new { template = new { number = "F1b" } }, method: HttpMethod.Put);
        Assert.Equal(["F2.xml", "F1b.xml"], (await _simulator.AskAsync("/http/invoices", key)).Each("invoices", "fileName"));
        await _simulator.AskAsync($"/control/bills/http/{id}", method: HttpMethod.Delete);
        Assert.Equal(["False", "True"], (await _simulator.AskAsync("/http/invoices", key)).Each("invoices", "deleted"));
        Assert.Equal(HttpStatusCode.NotFound, (await _simulator.AskAsync($"/control/bills/http/{id}", method: HttpMethod.Delete)).Status);
    }

    [Fact]
    public async Task Many_bills_are_added_at_once()
    {
        await _simulator.AskAsync("/control/bills/bulk", body: new { provider = "afnor", count = 250 });

        Assert.Equal(250, _simulator.Accounts.Default.Bills(Provider.Afnor).All().Select(bill => bill.Details.Number).Distinct().Count());
    }

    [Fact]
    public async Task Faults_webhooks_and_settings_are_json()
    {
        Assert.Equal(HttpStatusCode.Created, (await _simulator.AskAsync("/control/faults", body: new { kind = "rateLimited", provider = "qonto", count = 3, retryAfter = "PT5S" })).Status);
        Assert.Equal("rateLimited", (await _simulator.AskAsync("/control/faults")).Json[0].GetProperty("kind").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await _simulator.AskAsync("/control/faults", method: HttpMethod.Delete)).Status);
        var target = (await _simulator.AskAsync("/control/webhooks", body: new { provider = "yooz", url = "http://127.0.0.1:9/hook" })).Json;
        Assert.Equal(("bodyHex", "X-Webhook-Signature"), (target.GetProperty("scheme").GetString(), target.GetProperty("header").GetString()));
        Assert.StartsWith("whsec_", target.GetProperty("secret").GetString(), StringComparison.Ordinal);
        var settings = await _simulator.AskAsync("/control/settings", body: new { heldBack = "PT15M" }, method: HttpMethod.Put);
        Assert.Equal(TimeSpan.FromMinutes(15), _simulator.Accounts.Default.Settings.HeldBack);
        Assert.Equal("PT15M", settings.Json.GetProperty("heldBack").GetString());
    }

    [Fact]
    public async Task What_came_in_is_shown()
    {
        await _simulator.AskAsync("/http/invoices?limit=7", _simulator.Accounts.Default.Credentials.ApiKey);

        var request = (await _simulator.AskAsync("/control/requests")).Json.GetProperty("requests")[0];

        Assert.Equal(("/http/invoices", "?limit=7", 200), (request.GetProperty("path").GetString(), request.GetProperty("query").GetString(), request.GetProperty("status").GetInt32()));
    }

    [Theory]
    [InlineData("/control/accounts/nobody/clock", "{}", 404)]
    [InlineData("/control/accounts", """{"account":"a b"}""", 400)]
    [InlineData("/control/accounts", """{"account":"default"}""", 409)]
    [InlineData("/control/bills", "{", 400)]
    [InlineData("/control/bills", "{}", 400)]
    [InlineData("/control/bills", """{"provider":"http","file":{"name":"x","base64":"%"}}""", 400)]
    [InlineData("/control/bills", """{"provider":"pennylane","id":"abc"}""", 400)]
    [InlineData("/control/faults", """{"kind":"mischief"}""", 400)]
    [InlineData("/control/clock", """{"advance":"soon"}""", 400)]
    [InlineData("/control/bills/bulk", """{"provider":"http","count":0}""", 400)]
    public async Task Misuse_is_told(string path, string body, int status)
    {
        using var json = new StringContent(body, Encoding.UTF8, "application/json");

        Assert.Equal(status, (int)(await _simulator.AskAsync(path, body: json)).Status);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_ids_and_secrets()
    {
        await using var twin = await RunningSimulator.StartAsync(new SimulatorOptions { Seed = 7 });
        await using var other = await RunningSimulator.StartAsync(new SimulatorOptions { Seed = 7 });
        await using var stranger = await RunningSimulator.StartAsync(new SimulatorOptions { Seed = 8 });

        string[] told = [.. new[] { twin, other, stranger }.Select(simulator => $"{simulator.Accounts.New().Credentials} {simulator.Accounts.Default.Add(Provider.Qonto, new BillTemplate()).Id}")];

        Assert.Equal(told[0], told[1]);
        Assert.NotEqual(told[0], told[2]);
    }

    [Fact]
    public async Task A_clock_starts_where_it_is_told_and_stops_and_runs()
    {
        var start = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorOptions { Clock = start });
        var clock = simulator.Accounts.New().Clock;

        Assert.InRange(clock.Now, start, start.AddMinutes(1));
        clock.Stop();
        var stood = clock.Now;
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(stood.AddDays(1), clock.Now);
        Assert.Equal([1.0, 1.0], new[] { clock.Stamp(), clock.Stamp(), clock.Stamp() }.Chunk(3).SelectMany(stamps => new[] { stamps[1] - stamps[0], stamps[2] - stamps[1] }).Select(step => step.TotalMilliseconds));
        clock.Run();
        Assert.InRange(clock.Now, stood.AddDays(1), stood.AddDays(1).AddMinutes(1));
    }

    [Fact]
    public void No_change_is_ever_in_the_future_of_its_clock()
    {
        var account = _simulator.Accounts.New();

        Assert.All(Enumerable.Range(0, 2000), _ => Assert.True(account.Clock.Stamp() <= account.Clock.Now));

        account.Clock.Set(account.Clock.Now.AddHours(-1));
        Assert.InRange(account.Clock.Skew, TimeSpan.FromMinutes(-61), TimeSpan.FromMinutes(-59));
    }

    private static string? Of(SimulatorAnswer answer, string property) => answer.Json.GetProperty("bill").GetProperty(property).GetString();
}
