using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;

namespace Quittance.Tests.Simulating;

public sealed class MisbehavingOnRequest : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;
    private Account _account = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await RunningSimulator.StartAsync();
        _account = _simulator.Accounts.New();
        _account.Add(Provider.Http, new BillTemplate { Number = "F1" });
        _account.Add(Provider.Http, new BillTemplate { Number = "F2" });
    }

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task A_fault_hits_the_next_requests_that_fit_and_then_no_more()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Error, Provider = Provider.Http, Path = "/document", Skip = 1, Count = 2 });
        var document = $"/http/invoices/{_account.Bills(Provider.Http).All()[0].Id}/document";

        var answers = new List<HttpStatusCode> { (await ListAsync()).Status };
        for (var time = 0; time < 4; time++)
        {
            answers.Add((await AskAsync(document)).Status);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError, HttpStatusCode.OK], answers);
        Assert.Equal([FaultKind.Error, FaultKind.Error], _account.Requests.All().Select(request => request.Fault).OfType<FaultKind>());
    }

    [Theory]
    [InlineData(FaultKind.RateLimited, 429, false, "30")]
    [InlineData(FaultKind.Unavailable, 503, false, "30")]
    [InlineData(FaultKind.RateLimited, 429, true, "Tue, 01 Sep 2026 08:00:30 GMT")]
    public async Task Being_busy_says_when_to_come_back_by_the_providers_clock(FaultKind kind, int status, bool asDate, string retryAfter)
    {
        _account.Clock.Set(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
        _account.Clock.Stop();
        _account.Clock.Set(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
        _account.Faults.Add(new Fault { Kind = kind, RetryAfterAsDate = asDate });

        var answer = await ListAsync();

        Assert.Equal((status, retryAfter), ((int)answer.Status, answer.Headers.GetValues("Retry-After").Single()));
        Assert.Equal("Tue, 01 Sep 2026 08:00:00 GMT", answer.Headers.GetValues("Date").Single());
    }

    [Theory]
    [InlineData(FaultKind.Revoked, 401)]
    [InlineData(FaultKind.Forbidden, 403)]
    [InlineData(FaultKind.Redirect, 302)]
    public async Task Refusals_have_their_status(FaultKind kind, int status)
    {
        _account.Faults.Add(new Fault { Kind = kind, Location = "http://169.254.169.254/latest/meta-data" });

        var answer = await ListAsync();

        Assert.Equal((status, kind == FaultKind.Redirect), ((int)answer.Status, answer.Headers.Location is not null));
    }

    [Fact]
    public async Task A_truncated_answer_breaks_off_in_the_middle()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Truncated });

        var failure = await Assert.ThrowsAnyAsync<HttpRequestException>(ListAsync);

        Assert.Equal(HttpRequestError.ResponseEnded, failure.HttpRequestError);
    }

    [Fact]
    public async Task A_dropped_line_gives_no_answer()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Dropped });

        await Assert.ThrowsAnyAsync<HttpRequestException>(ListAsync);
    }

    [Fact]
    public async Task Garbage_looks_like_json_and_is_none()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Garbage });

        var answer = await ListAsync();

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.MediaType));
        Assert.ThrowsAny<JsonException>(() => answer.Json);
    }

    [Fact]
    public async Task An_endless_body_goes_on_past_any_bound_until_the_reader_leaves()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Endless });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/http/invoices") { Headers = { { "Authorization", $"Bearer {_account.Credentials.ApiKey}" } } };

        using var response = await _simulator.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[1024 * 1024];
        for (var megabyte = 0; megabyte < 20; megabyte++)
        {
            await body.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        }

        Assert.Null(response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_bomb_is_small_on_the_line_and_large_inside()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Bomb });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/http/invoices") { Headers = { { "Authorization", $"Bearer {_account.Credentials.ApiKey}" } } };

        using var response = await _simulator.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var packed = new byte[16 * 1024];
        await body.ReadExactlyAsync(packed, TestContext.Current.CancellationToken);
        await using var inflated = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        await inflated.ReadExactlyAsync(new byte[1024 * 1024], TestContext.Current.CancellationToken);

        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
    }

    [Fact]
    public async Task Deep_json_is_deeper_than_any_reader_goes()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Deep });

        var answer = await ListAsync();

        Assert.Contains("depth", Assert.ThrowsAny<JsonException>(() => answer.Json).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_answer_is_the_right_one_later()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Slow, Delay = TimeSpan.FromMilliseconds(200) });

        var began = Stopwatch.GetTimestamp();
        var answer = await ListAsync();

        Assert.Equal(2, answer.Each("invoices", "id").Count);
        Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(190));
    }

    [Fact]
    public async Task Lists_come_twice_or_backwards()
    {
        _account.Faults.Add(new Fault { Kind = FaultKind.Duplicate });
        _account.Faults.Add(new Fault { Kind = FaultKind.OutOfOrder });

        Assert.Equal(["F1.xml", "F1.xml", "F2.xml", "F2.xml"], (await ListAsync()).Each("invoices", "fileName"));
        Assert.Equal(["F2.xml", "F1.xml"], (await ListAsync()).Each("invoices", "fileName"));
    }

    [Fact]
    public async Task A_link_can_run_out_before_its_time()
    {
        var bill = _account.Add(Provider.Qonto, new BillTemplate());
        var attachment = await AskAsync($"/v2/attachments/{bill.AttachmentId}");
        var link = attachment.Json.GetProperty("attachment").GetProperty("url").GetString()!;
        _account.Faults.Add(new Fault { Kind = FaultKind.ExpiredLink, Path = "/files/" });

        Assert.Equal(HttpStatusCode.Forbidden, (await _simulator.AskAsync(link)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _simulator.AskAsync(link)).Status);
    }

    [Fact]
    public async Task The_faults_of_one_account_do_not_touch_another()
    {
        var other = _simulator.Accounts.New();
        _account.Faults.Add(new Fault { Kind = FaultKind.Error, Count = 1000 });

        Assert.Equal(HttpStatusCode.OK, (await _simulator.AskAsync("/http/invoices", other.Credentials.ApiKey)).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await ListAsync()).Status);
    }

    private Task<SimulatorAnswer> ListAsync() => AskAsync("/http/invoices");

    private Task<SimulatorAnswer> AskAsync(string path) => _simulator.AskAsync(path, _account.Credentials.ApiKey);
}
