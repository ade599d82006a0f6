using System.Text;

namespace Quittance.Tests.Intake;

[Collection("moves the clock")]
public sealed class ReceivingWebhooks(TestServer server)
{
    private const string Secret = "a-secret-of-the-feed";

    [Fact]
    public async Task A_signed_call_is_kept_answered_and_brings_the_bill()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        await desk.Tenant.RunJobsAsync();
        desk.CallAt(connection, Secret);

        var delivery = Assert.Single(await desk.TellAsync(desk.Add("F-1")));
        Assert.Equal(200, delivery.Attempts[^1].Status);
        Assert.Equal("accepted waiting 1\n", await desk.DeliveriesAsync(connection));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal("accepted processed 1\n", await desk.DeliveriesAsync(connection));
        Assert.Equal(["F-1"], await desk.PayablesAsync());
    }

    [Fact]
    public async Task The_same_call_again_is_counted_and_done_once()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        desk.CallAt(connection, Secret);

        await desk.TellAsync(desk.Add("F-1"), times: 3);
        await desk.Tenant.RunJobsAsync();

        Assert.Equal("accepted processed 3\n", await desk.DeliveriesAsync(connection));
        Assert.Equal(["F-1"], await desk.PayablesAsync());
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_and_seen()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        desk.CallAt(connection, "another-secret");

        var delivery = Assert.Single(await desk.TellAsync(desk.Add("F-1")));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(401, delivery.Attempts[^1].Status);
        Assert.Equal("rejected wrong_signature 1\n", await desk.DeliveriesAsync(connection));
    }

    [Fact]
    public async Task Without_a_webhook_secret_nobody_is_believed()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync();
        desk.CallAt(connection, Secret);

        await desk.TellAsync(desk.Add("F-1"));

        Assert.Equal("rejected no_secret 1\n", await desk.DeliveriesAsync(connection));
    }

    [Fact]
    public async Task After_a_change_the_old_secret_verifies_for_a_day_and_no_longer()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        (await desk.Tenant.PatchAsync($"/invoice-connections/{connection}", new { webhookSecret = "the-new-one" })).Ok();
        desk.CallAt(connection, Secret);

        var within = Assert.Single(await desk.TellAsync(desk.Add("F-1")));
        server.Clock.Advance(TimeSpan.FromHours(23.9));
        var stillWithin = Assert.Single(await desk.TellAsync(desk.Add("F-2")));
        server.Clock.Advance(TimeSpan.FromHours(0.2));
        var after = Assert.Single(await desk.TellAsync(desk.Add("F-3")));
        desk.CallAt(connection, "the-new-one");
        var changed = Assert.Single(await desk.TellAsync(desk.Add("F-4")));

        Assert.Equal([200, 200, 401, 200], new[] { within, stillWithin, after, changed }.Select(delivery => delivery.Attempts[^1].Status!.Value));
    }

    [Fact]
    public async Task A_secret_that_is_taken_away_verifies_nothing_from_that_moment()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        (await desk.Tenant.PatchAsync($"/invoice-connections/{connection}", new { webhookSecret = "the-new-one" })).Ok();
        (await desk.Tenant.PatchAsync($"/invoice-connections/{connection}", new { webhookSecret = (string?)null })).Ok();
        desk.CallAt(connection, Secret);

        await desk.TellAsync(desk.Add("F-1"));

        Assert.Equal("rejected no_secret 1\n", await desk.DeliveriesAsync(connection));
    }

    [Fact]
    public async Task A_call_after_the_delete_is_refused_and_visible()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        desk.CallAt(connection, Secret);
        (await desk.Tenant.DeleteAsync($"/invoice-connections/{connection}")).Is(204);

        var delivery = Assert.Single(await desk.TellAsync(desk.Add("F-1")));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(410, delivery.Attempts[^1].Status);
        Assert.Equal("rejected connection_deleted 1\n", await desk.DeliveriesAsync(connection));
        Assert.Empty(await desk.PayablesAsync());
    }

    [Fact]
    public async Task A_call_that_was_accepted_before_the_delete_is_not_processed_after_it()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        await desk.Tenant.RunJobsAsync();
        desk.CallAt(connection, Secret);
        await desk.TellAsync(desk.Add("F-1"));
        (await desk.Tenant.DeleteAsync($"/invoice-connections/{connection}")).Is(204);

        await desk.Tenant.RunJobsAsync();

        Assert.Equal("accepted ignored 1\n", await desk.DeliveriesAsync(connection));
        Assert.Empty(await desk.PayablesAsync());
    }

    [Fact]
    public async Task Switched_off_a_call_is_kept_and_can_be_replayed_once_switched_on()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        (await desk.Tenant.PatchAsync($"/invoice-connections/{connection}", new { active = false })).Ok();
        desk.CallAt(connection, Secret);
        Assert.Equal(200, Assert.Single(await desk.TellAsync(desk.Add("F-1"))).Attempts[^1].Status);
        await desk.Tenant.RunJobsAsync();
        Assert.Equal("accepted ignored 1\n", await desk.DeliveriesAsync(connection));
        var id = (await desk.Tenant.GetAsync($"/invoice-connections/{connection}/deliveries")).Ok().Json[0].GetProperty("id").GetString();
        (await desk.Tenant.PostAsync($"/invoice-connections/{connection}/deliveries/{id}/replay")).Is(409);

        (await desk.Tenant.PatchAsync($"/invoice-connections/{connection}", new { active = true, settings = new { baseUrl = (string?)null } })).Ok();
        Assert.Equal("waiting", (await desk.Tenant.PostAsync($"/invoice-connections/{connection}/deliveries/{id}/replay")).Is(202).Text("outcome"));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal("accepted processed 1\n", await desk.DeliveriesAsync(connection));
    }

    [Fact]
    public async Task A_refused_call_cannot_be_replayed()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        desk.CallAt(connection, "another-secret");
        await desk.TellAsync(desk.Add("F-1"));
        var id = (await desk.Tenant.GetAsync($"/invoice-connections/{connection}/deliveries")).Ok().Json[0].GetProperty("id").GetString();

        (await desk.Tenant.PostAsync($"/invoice-connections/{connection}/deliveries/{id}/replay")).Is(409);
    }

    [Fact]
    public async Task Strangers_fill_no_disk()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);

        for (var i = 0; i < 120; i++)
        {
            (await desk.Tenant.CallAsync($"/webhooks/yooz/{connection}", new byte[40_000], "sha256=00")).Is(401);
        }

        Assert.Equal(100, (await desk.Tenant.GetAsync($"/invoice-connections/{connection}/deliveries")).Ok().Json.GetArrayLength());
        await using var command = server.Owner.CreateCommand("select max(length(body_sealed)) from webhook_deliveries where invoice_connection_id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(connection) });
        Assert.InRange((int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!, 1, 17_000);
    }

    [Fact]
    public async Task What_is_signed_rightly_but_is_no_event_is_kept_and_does_nothing()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);
        foreach (var text in new[] { "", "null", "[]", "{}", """{"invoice":{"id":7}}""", "\0\0", """{"type":"invoice.created","invoice":{"id":""}}""" })
        {
            var body = Encoding.UTF8.GetBytes(text);
            (await desk.Tenant.CallAsync($"/webhooks/yooz/{connection}", body, SigningWebhooks.Signature(Secret, body))).Ok();
        }

        await desk.Tenant.RunJobsAsync();

        Assert.DoesNotContain("waiting", await desk.DeliveriesAsync(connection), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_connection_or_another_providers_is_404_and_too_much_is_413()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var connection = await desk.ConnectAsync(webhookSecret: Secret);

        (await desk.Tenant.CallAsync($"/webhooks/yooz/{Guid.CreateVersion7(server.Clock.GetUtcNow())}", [], "sha256=00")).Is(404);
        (await desk.Tenant.CallAsync("/webhooks/yooz/x", [], "sha256=00")).Is(404);
        (await desk.Tenant.CallAsync($"/webhooks/http/{connection}", [], "sha256=00")).Is(404);
        (await desk.Tenant.CallAsync($"/webhooks/fax/{connection}", [], "sha256=00")).Is(404);
        (await desk.Tenant.CallAsync($"/webhooks/yooz/{connection}", new byte[1_100_000], "sha256=00")).Is(413);
    }
}
