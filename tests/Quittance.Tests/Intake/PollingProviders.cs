using System.Text.Json;
using Quittance.Simulator.Faults;

namespace Quittance.Tests.Intake;

[Collection("moves the clock")]
public sealed class PollingProviders(TestServer server)
{
    [Fact]
    public async Task A_bill_at_the_provider_becomes_a_payable_of_the_company()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1");
        var connection = await desk.ConnectAsync();

        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-1"], await desk.PayablesAsync());
        var health = await desk.HealthAsync(connection);
        Assert.Equal("ok", health.Text("status"));
        Assert.Equal(health.Text("lastSuccessAt"), (await desk.Tenant.GetAsync($"/invoice-connections/{connection}")).Ok().Text("lastPolledAt"));
        Assert.True(health.At("nextPollAt").GetDateTimeOffset() > server.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Asking_again_brings_what_is_new_and_nothing_twice()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1");
        var connection = await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        var requests = desk.Account.Requests.Count;
        desk.Add("F-2");

        await desk.PollAsync(connection);
        await desk.PollAsync(connection);

        Assert.Equal(["F-1", "F-2"], await desk.PayablesAsync());
        Assert.Equal(3, desk.Account.Requests.Count - requests); // Two lists and one document: F-1 was not fetched again.
    }

    [Fact]
    public async Task The_schedule_asks_by_itself_after_the_interval()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        desk.Add("F-1");

        await desk.Tenant.RunJobsAsync();
        Assert.Empty(await desk.PayablesAsync());
        var next = (await desk.HealthAsync(connection)).At("nextPollAt").GetDateTimeOffset() - server.Clock.GetUtcNow();
        Assert.InRange(next, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(17)); // PT15M and a tenth either way.
        server.Clock.Advance(next);
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-1"], await desk.PayablesAsync());
    }

    [Fact]
    public async Task A_failure_is_told_with_a_hint_and_backs_off_and_a_success_ends_it()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        var polledAt = (await desk.HealthAsync(connection)).Text("lastSuccessAt");
        desk.Add("F-1");
        desk.Account.Faults.Add(new Fault { Kind = FaultKind.Error, Count = 3 });

        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await desk.PollAsync(connection);
            var failing = await desk.HealthAsync(connection);
            Assert.Equal(("failing", attempt, polledAt), (failing.Text("status"), failing.At("consecutiveFailures").GetInt32(), failing.Text("lastSuccessAt")));
            Assert.Equal("unavailable", failing.Text("lastError.fault"));
            Assert.NotEmpty(failing.Text("lastError.hint"));
            waits.Add(failing.At("nextPollAt").GetDateTimeOffset() - server.Clock.GetUtcNow());
        }

        server.Clock.Advance(waits[^1]);
        await desk.Tenant.RunJobsAsync();

        Assert.True(waits[0] < waits[1] && waits[1] < waits[2], string.Join(' ', waits));
        Assert.Equal(["F-1"], await desk.PayablesAsync());
        Assert.Equal(JsonValueKind.Null, (await desk.HealthAsync(connection)).At("lastError").ValueKind);
    }

    [Fact]
    public async Task A_provider_that_says_when_to_come_back_is_left_alone_until_then()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Account.Faults.Add(new Fault { Kind = FaultKind.RateLimited, RetryAfter = TimeSpan.FromHours(3) });
        var connection = await desk.ConnectAsync();

        await desk.Tenant.RunJobsAsync();

        var health = await desk.HealthAsync(connection);
        Assert.Equal("rate_limited", health.Text("lastError.fault"));
        Assert.InRange(health.At("nextPollAt").GetDateTimeOffset() - server.Clock.GetUtcNow(), TimeSpan.FromMinutes(179), TimeSpan.FromHours(3));
    }

    [Fact]
    public async Task A_revoked_key_is_named_and_a_new_one_is_tried_at_once()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1");
        desk.Account.IsRevoked = true;
        var connection = await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        Assert.Equal("credentials_refused", (await desk.HealthAsync(connection)).Text("lastError.fault"));
        Assert.False((await desk.Tenant.PostAsync($"/invoice-connections/{connection}/test")).Ok().At("ok").GetBoolean());

        desk.Account.IsRevoked = false;
        (await desk.Tenant.PatchAsync($"/invoice-connections/{connection}", new { apiKey = desk.Account.Credentials.ApiKey })).Ok();
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-1"], await desk.PayablesAsync());
        Assert.True((await desk.Tenant.PostAsync($"/invoice-connections/{connection}/test")).Ok().At("ok").GetBoolean());
    }

    [Fact]
    public async Task A_bill_that_cannot_be_fetched_is_shown_and_fetched_later()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1");
        desk.Add("F-2");
        desk.Account.Faults.Add(new Fault { Kind = FaultKind.Error, Path = "/document", Count = 1 });
        var connection = await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        Assert.Single(await desk.PayablesAsync());
        Assert.Equal(1, (await desk.HealthAsync(connection)).At("waitingBills").GetInt64());

        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-1", "F-2"], await desk.PayablesAsync());
        Assert.Equal(0, (await desk.HealthAsync(connection)).At("waitingBills").GetInt64());
    }

    [Fact]
    public async Task Switched_off_nothing_is_asked_and_switched_on_nothing_was_lost()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        (await desk.Tenant.PatchAsync($"/invoice-connections/{connection}", new { active = false })).Ok();
        desk.Add("F-1");
        var requests = desk.Account.Requests.Count;
        server.Clock.Advance(TimeSpan.FromHours(1));
        await desk.Tenant.RunJobsAsync();
        Assert.Equal(requests, desk.Account.Requests.Count);
        Assert.Equal("inactive", (await desk.HealthAsync(connection)).Text("status"));
        (await desk.Tenant.PostAsync($"/invoice-connections/{connection}/poll")).Is(409);

        (await desk.Tenant.PatchAsync($"/invoice-connections/{connection}", new { active = true })).Ok();
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-1"], await desk.PayablesAsync());
    }

    [Fact]
    public async Task A_deleted_connection_is_never_asked_again()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync();
        (await desk.Tenant.DeleteAsync($"/invoice-connections/{connection}")).Is(204);

        server.Clock.Advance(TimeSpan.FromHours(1));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(0, desk.Account.Requests.Count);
    }
}
