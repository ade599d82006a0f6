using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Quittance.Server.Subscribers;

namespace Quittance.Tests.Accounting;

[Collection("moves the clock")]
public sealed class TellingSubscribers(TestServer server)
{
    [Fact]
    public async Task A_subscriber_is_sent_a_signed_notice_of_what_happened()
    {
        await using var receiver = await Receiver.StartAsync();
        var tenant = await server.NewTenantAsync();
        var subscribed = await SubscribeAsync(tenant, receiver.Url);

        var (payer, payable) = await BillAsync(tenant);

        var notices = receiver.Received.ToDictionary(notice => Text(notice, "action"));
        Assert.Equal(["created", "submitted_for_approval"], notices.Keys.Order());
        var sent = notices["submitted_for_approval"];
        var json = JsonDocument.Parse(sent.Body).RootElement;
        Assert.Equal(
            ["id", "created_at", "action", "api_version", "description", "entity_id", "object", "object_type", "webhook_subscription_id"],
            json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("POST", "/hook", "application/json; charset=utf-8"), (sent.Method, sent.Path, sent.Headers["Content-Type"]));
        Assert.Equal(Bare(payer), Text(sent, "entity_id"));
        Assert.Equal(Bare(payable), json.GetProperty("object").GetProperty("id").GetString());
        Assert.Equal((subscribed.Text("id"), "payable", "2024-05-25"), (Text(sent, "webhook_subscription_id"), Text(sent, "object_type"), Text(sent, "api_version")));
        AssertSigned(sent, subscribed.Text("secret"));
        Assert.Equal(2, notices.Values.Select(notice => Text(notice, "id")).Distinct().Count());
    }

    [Fact]
    public async Task Only_what_was_subscribed_is_sent_and_only_to_the_payers_organization()
    {
        await using var receiver = await Receiver.StartAsync();
        var tenant = await server.NewTenantAsync();
        var stranger = await server.NewTenantAsync();
        await SubscribeAsync(tenant, receiver.Url, "approved");
        await SubscribeAsync(stranger, receiver.Url);

        var (payer, payable) = await BillAsync(tenant);
        (await tenant.PostAsync($"/api/businesses/{payer}/payables/{payable}/approve")).Ok();
        await tenant.RunJobsAsync();
        await stranger.RunJobsAsync();

        Assert.Equal("approved", Text(Assert.Single(receiver.Received), "action"));
        Assert.Empty((await stranger.GetAsync("/v1/events")).Ok().At("data").EnumerateArray());
    }

    [Fact]
    public async Task Every_step_of_a_bill_has_its_action()
    {
        var tenant = await server.NewTenantAsync();
        var (payer, payable) = await BillAsync(tenant);
        var path = $"/api/businesses/{payer}/payables/{payable}";
        (await tenant.PostAsync($"{path}/decline", new { reason = "wrong" })).Ok();
        (await tenant.PostAsync($"{path}/revise")).Ok();
        (await tenant.PutAsync(path, new { memo = "better" })).Ok();
        (await tenant.PostAsync($"{path}/submit")).Ok();
        (await tenant.PostAsync($"{path}/approve")).Ok();
        (await tenant.PostAsync($"{path}/cancel")).Ok();

        var actions = (await tenant.For(payer).GetAsync($"/v1/events?object_id={Bare(payable)}")).Ok().At("data").EnumerateArray().Select(notice => notice.GetProperty("action").GetString());

        Assert.Equal(["approved", "canceled", "created", "rejected", "reopened", "submitted_for_approval", "submitted_for_approval", "updated"], actions.Order());
    }

    [Fact]
    public async Task What_is_not_answered_is_sent_again_for_half_a_day_and_then_given_up()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync($"down{new string('x', 10_000)}");
        };
        var tenant = await server.NewTenantAsync();
        await SubscribeAsync(tenant, receiver.Url, "created");
        var (payer, _) = await BillAsync(tenant);
        var caller = tenant.For(payer);
        Assert.Single(receiver.Received);
        var pending = await OnlyDeliveryAsync(caller);
        Assert.Equal((JsonValueKind.Null, 1, 503), (pending.GetProperty("was_successful").ValueKind, pending.GetProperty("requests_made_count").GetInt32(), pending.GetProperty("response_status_code").GetInt32()));
        Assert.Equal(NoticeDelivery.ResponseBytesMax, pending.GetProperty("response").GetString()!.Length);

        foreach (var (pause, index) in DeliverNotices.Pauses.Select((pause, index) => (pause, index)))
        {
            server.Clock.Advance(pause - TimeSpan.FromSeconds(30));
            await tenant.RunJobsAsync();
            Assert.Equal(index + 1, receiver.Received.Count);
            server.Clock.Advance(TimeSpan.FromSeconds(31));
            await tenant.RunJobsAsync();
            Assert.Equal(index + 2, receiver.Received.Count);
        }

        for (var hours = 0; hours < 24; hours += 2)
        {
            server.Clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromSeconds(1));
            await tenant.RunJobsAsync();
        }

        var last = await OnlyDeliveryAsync(caller);
        Assert.False(last.GetProperty("was_successful").GetBoolean());
        Assert.Equal(receiver.Received.Count, last.GetProperty("requests_made_count").GetInt32());
        Assert.InRange(receiver.Received.Count, 9, 11);
        Assert.Single(receiver.Received.Select(notice => Text(notice, "id")).Distinct());
        Assert.True(receiver.Received.Select(notice => notice.Headers["Monite-Signature"]).Distinct().Count() > 1);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_a_later_answer_of_any_2xx_is_success()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var elsewhere = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.Redirect(elsewhere.Url);
            return Task.CompletedTask;
        };
        var tenant = await server.NewTenantAsync();
        await SubscribeAsync(tenant, receiver.Url, "created");
        var (payer, _) = await BillAsync(tenant);

        receiver.Answer = context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        };
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await tenant.RunJobsAsync();

        Assert.Empty(elsewhere.Received);
        var delivery = await OnlyDeliveryAsync(tenant.For(payer));
        Assert.True(delivery.GetProperty("was_successful").GetBoolean());
        Assert.Equal((2, 204), (delivery.GetProperty("requests_made_count").GetInt32(), delivery.GetProperty("response_status_code").GetInt32()));
    }

    [Fact]
    public async Task What_waits_for_a_disabled_or_deleted_subscription_is_given_up()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var tenant = await server.NewTenantAsync();
        var (one, other) = (await SubscribeAsync(tenant, receiver.Url, "created"), await SubscribeAsync(tenant, receiver.Url, "created"));
        var (payer, _) = await BillAsync(tenant);
        (await tenant.PostAsync($"/v1/webhook_subscriptions/{one.Text("id")}/disable")).Ok();
        (await tenant.DeleteAsync($"/v1/webhook_subscriptions/{other.Text("id")}")).Is(204);

        server.Clock.Advance(TimeSpan.FromHours(1));
        await tenant.RunJobsAsync();
        await BillAsync(tenant, "2");

        Assert.Equal(2, receiver.Received.Count);
        var deliveries = (await tenant.For(payer).GetAsync("/v1/webhook_deliveries")).Ok().At("data").EnumerateArray().ToList();
        Assert.Equal([false, false], deliveries.Select(delivery => delivery.GetProperty("was_successful").GetBoolean()));
    }

    [Fact]
    public async Task Another_secret_signs_from_then_on()
    {
        await using var receiver = await Receiver.StartAsync();
        var tenant = await server.NewTenantAsync();
        var subscribed = await SubscribeAsync(tenant, receiver.Url, "created");

        var renewed = (await tenant.PostAsync($"/v1/webhook_subscriptions/{subscribed.Text("id")}/regenerate_secret")).Ok().Text("secret");
        await BillAsync(tenant);

        Assert.NotEqual(subscribed.Text("secret"), renewed);
        AssertSigned(Assert.Single(receiver.Received), renewed);
    }

    [Fact]
    public async Task A_bill_moved_by_whoever_sees_only_its_supplier_is_told_to_the_payers_subscribers()
    {
        var tenant = await server.NewTenantAsync();
        var (payer, payee) = (await tenant.BusinessAsync("Payer"), await tenant.BusinessAsync("Payee"));
        var connection = await tenant.ConnectAsync(payer, payee);
        var limited = tenant.With((await tenant.PostAsync("/api/tokens", new { businessIds = new[] { payee } })).Created().Text("token"));

        (await limited.PostAsync($"/api/businesses/{payee}/payables", new { connectionId = connection, invoiceNumber = "1", amount = 12.5, status = "SUBMITTED" })).Created();

        Assert.NotEmpty((await tenant.For(payer).GetAsync("/v1/events")).Ok().At("data").EnumerateArray());
        Assert.Empty((await limited.GetAsync("/v1/events")).Ok().At("data").EnumerateArray());
    }

    [Fact]
    public async Task After_three_months_it_is_forgotten()
    {
        await using var receiver = await Receiver.StartAsync();
        var tenant = await server.NewTenantAsync();
        await SubscribeAsync(tenant, receiver.Url);
        var (payer, payable) = await BillAsync(tenant);
        server.Clock.Advance(Notice.Retention + TimeSpan.FromMinutes(1));

        (await tenant.PostAsync($"/api/businesses/{payer}/payables/{payable}/approve")).Ok();

        Assert.Equal(["approved"], (await tenant.For(payer).GetAsync("/v1/events")).Ok().At("data").EnumerateArray().Select(notice => notice.GetProperty("action").GetString()));
        Assert.Equal(["approved"], await ActionsOfDeliveriesAsync(tenant.For(payer)));
    }

    private static async Task<IReadOnlyList<string>> ActionsOfDeliveriesAsync(Tenant caller)
    {
        var actions = new List<string>();
        foreach (var delivery in (await caller.GetAsync("/v1/webhook_deliveries")).Ok().At("data").EnumerateArray())
        {
            actions.Add((await caller.GetAsync($"/v1/events/{delivery.GetProperty("event_id").GetString()}")).Ok().Text("action"));
        }

        return actions;
    }

    private static async Task<Answer> SubscribeAsync(Tenant tenant, string url, params string[] events) =>
        (await tenant.PostAsync("/v1/webhook_subscriptions", new { object_type = "payable", url, event_types = events })).Created();

    /// <summary>A bill before its payer, and all jobs run.</summary>
    private static async Task<(string Payer, string Payable)> BillAsync(Tenant tenant, string number = "1")
    {
        var (payer, payee) = (await tenant.BusinessAsync("Payer"), await tenant.BusinessAsync("Payee"));
        var connection = await tenant.ConnectAsync(payer, payee);
        var payable = (await tenant.PostAsync($"/api/businesses/{payer}/payables", new { connectionId = connection, invoiceNumber = number, amount = 12.5, status = "SUBMITTED" })).Created().Text("id");
        await tenant.RunJobsAsync();
        return (payer, payable);
    }

    private static async Task<JsonElement> OnlyDeliveryAsync(Tenant caller) => Assert.Single((await caller.GetAsync("/v1/webhook_deliveries")).Ok().At("data").EnumerateArray());

    // As a receiver does it that knows the header's form and nothing of our code.
    private static void AssertSigned(ReceivedNotice notice, string secret)
    {
        var parts = notice.Headers["Monite-Signature"].Split(',').ToDictionary(part => part.Split('=')[0], part => part.Split('=')[1]);
        var signed = Encoding.UTF8.GetBytes($"{parts["t"]}.{Encoding.UTF8.GetString(notice.Body)}");
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)), parts["v1"]);
        Assert.True(long.TryParse(parts["t"], NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    private static string Text(ReceivedNotice notice, string field) => JsonDocument.Parse(notice.Body).RootElement.GetProperty(field).GetString()!;

    private static string Bare(string id) => $"{Guid.Parse(id.Split('_')[1]):d}";
}
