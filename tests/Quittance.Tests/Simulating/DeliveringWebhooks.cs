using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Webhooks;

namespace Quittance.Tests.Simulating;

public sealed class DeliveringWebhooks : IAsyncLifetime
{
    private const string Secret = "whsec_Zm9yIHRlc3RzIG9ubHkgMTIzNDU2Nzg5MA==";

    private RunningSimulator _simulator = null!;
    private WebhookReceiver _receiver = null!;
    private Account _account = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await RunningSimulator.StartAsync();
        _receiver = await WebhookReceiver.StartAsync();
        _account = _simulator.Accounts.New();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Theory]
    [InlineData(Provider.Pennylane, "X-Pennylane-Signature")]
    [InlineData(Provider.Qonto, "X-Qonto-Signature")]
    public async Task Time_and_body_are_signed_in_the_providers_own_header(Provider provider, string header)
    {
        _account.Clock.Advance(TimeSpan.FromHours(5));
        await DeliverAsync(provider);

        var (headers, body) = Assert.Single(_receiver.Received);
        var seconds = headers[header].Split(',')[0][2..];
        var signed = Encoding.UTF8.GetBytes($"{seconds}.").Concat(body).ToArray();
        Assert.Equal($"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))}", headers[header]);
        Assert.InRange(long.Parse(seconds, null), _account.Clock.Now.AddMinutes(-1).ToUnixTimeSeconds(), _account.Clock.Now.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task The_feed_signs_its_body_and_names_the_bill()
    {
        var bill = await DeliverAsync(Provider.Http);

        var (headers, body) = Assert.Single(_receiver.Received);
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body))}", headers["X-Webhook-Signature"]);
        var told = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(("invoice.created", bill.Id), (told.GetProperty("type").GetString(), told.GetProperty("invoice").GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Pennylane_counts_its_tries_in_the_body_under_one_id()
    {
        _receiver.Status = 500;
        await DeliverAsync(Provider.Pennylane);
        _receiver.Status = 200;

        await _simulator.Webhooks.ResendAsync(_account, _account.Deliveries.All()[0], TestContext.Current.CancellationToken);

        var bodies = _receiver.Received.Select(received => JsonSerializer.Deserialize<JsonElement>(received.Body)).ToList();
        Assert.Equal([0, 1], bodies.Select(body => body.GetProperty("retry_count").GetInt32()));
        Assert.Single(bodies.Select(body => body.GetProperty("id").GetInt64()).Distinct());
        Assert.Equal([500, 200], _account.Deliveries.All()[0].Attempts.Select(attempt => attempt.Status));
    }

    [Theory]
    [InlineData(Provider.Pennylane, 401, "permanent_error")]
    [InlineData(Provider.Pennylane, 400, null)]
    [InlineData(Provider.Qonto, 401, null)]
    public async Task Only_Pennylane_gives_up_a_target_at_once(Provider provider, int status, string? reason)
    {
        _receiver.Status = status;

        await DeliverAsync(provider);

        Assert.Equal(reason, Assert.Single(_account.Targets.All()).DisabledReason);
        await _simulator.Webhooks.RunAsync(_account, new DeliveryOrder { Provider = provider, Body = "{}" }, TestContext.Current.CancellationToken);
        Assert.Equal(reason is null ? 2 : 1, _receiver.Received.Count);
    }

    [Fact]
    public async Task An_order_repeats_and_reverses()
    {
        var bills = Enumerable.Range(1, 2).Select(number => _account.Add(Provider.Http, new BillTemplate { Number = $"F{number}" }).Id).ToList();
        AddTarget(Provider.Http);

        await _simulator.Webhooks.RunAsync(
            _account, new DeliveryOrder { Provider = Provider.Http, Bills = bills, Count = 2, IsReversed = true }, TestContext.Current.CancellationToken);

        var told = _receiver.Received.Select(received => JsonSerializer.Deserialize<JsonElement>(received.Body).GetProperty("invoice").GetProperty("id").GetString());
        Assert.Equal([bills[1], bills[1], bills[0], bills[0]], told);
    }

    [Theory]
    [InlineData(SignatureFlaw.Missing)]
    [InlineData(SignatureFlaw.WrongSecret)]
    [InlineData(SignatureFlaw.ChangedBody)]
    [InlineData(SignatureFlaw.Garbage)]
    [InlineData(SignatureFlaw.Stale)]
    [InlineData(SignatureFlaw.Future)]
    public async Task A_flaw_is_one_that_a_receiver_can_see(SignatureFlaw flaw)
    {
        AddTarget(Provider.Qonto);

        await _simulator.Webhooks.RunAsync(
            _account, new DeliveryOrder { Provider = Provider.Qonto, Body = """{"any":"thing"}""", Signature = flaw }, TestContext.Current.CancellationToken);

        var (headers, body) = Assert.Single(_receiver.Received);
        Assert.False(IsRight(headers.GetValueOrDefault("X-Qonto-Signature"), body));
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_an_attempt_without_a_status()
    {
        AddTarget(Provider.Http, new Uri("http://127.0.0.1:9/"));
        await _simulator.AskAsync($"/control/accounts/{_account.Id}/bills", body: new { provider = "http" });

        var attempt = Assert.Single(Assert.Single(_account.Deliveries.All()).Attempts);

        Assert.Null(attempt.Status);
        Assert.NotNull(attempt.Error);
    }

    /// <summary>Adds a bill the way people do, so that its provider tells of it by itself.</summary>
    private async Task<Bill> DeliverAsync(Provider provider)
    {
        AddTarget(provider);
        await _simulator.AskAsync($"/control/accounts/{_account.Id}/bills", body: new { provider = $"{provider}" });
        return _account.Bills(provider).All()[^1];
    }

    private void AddTarget(Provider provider, Uri? url = null)
    {
        var (scheme, header) = WebhookTarget.UsualOf(provider);
        _account.Targets.Put(new WebhookTarget("hook", provider, url ?? _receiver.Url, Secret, scheme, header));
    }

    private bool IsRight(string? header, byte[] body)
    {
        var parts = header?.Split(',') ?? [];
        if (parts is not [['t', '=', .. var time], ['v', '1', '=', .. var given]] || !long.TryParse(time, out var seconds))
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{seconds}."), .. body];
        var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed);
        return given == Convert.ToHexStringLower(right) && Math.Abs(seconds - _account.Clock.Now.ToUnixTimeSeconds()) <= 300;
    }
}
