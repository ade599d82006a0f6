using System.Text.RegularExpressions;
using Quittance.Simulator;

namespace Quittance.Tests.Intake;

/// <summary>What becomes of a bill goes back to the platform that it came from, once and in order.</summary>
[Collection("moves the clock")]
public sealed class TellingThePlatform(TestServer server)
{
    private const string All = "received,in-hand,approved,disputed,refused,paid";

    [Fact]
    public async Task A_bill_that_is_approved_and_paid_tells_each_step_once()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1", Provider.Afnor);
        await desk.ConnectAsync(Provider.Afnor, statuses: All);
        await desk.Tenant.RunJobsAsync();
        var payable = await PayableAsync(desk);
        (await desk.Tenant.PostAsync($"/api/businesses/{desk.Company}/funding-sources", new { type = "bankAccount", accountName = "Bank", iban = "DE89370400440532013000" })).Created();

        (await desk.Tenant.PostAsync($"/api/businesses/{desk.Company}/payables/{payable}/approve")).Ok();
        (await desk.Tenant.PostAsync("/api/payments/initiate", new { payableId = payable })).Created();
        await RunAsync(desk);

        Assert.Equal("202 204 205 211", Codes(desk));
    }

    [Fact]
    public async Task A_decline_without_a_reason_of_the_list_leaves_the_supplier_a_way_to_put_it_right()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1", Provider.Afnor);
        await desk.ConnectAsync(Provider.Afnor);
        await desk.Tenant.RunJobsAsync();

        (await desk.Tenant.PostAsync($"/api/businesses/{desk.Company}/payables/{await PayableAsync(desk)}/decline", new { reason = "The price is wrong." })).Ok();
        await RunAsync(desk);

        Assert.Equal("204 207", Codes(desk));
        Assert.Contains("AUTRE", LastMessage(desk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decline_for_a_reason_of_the_list_refuses_the_bill_for_good()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1", Provider.Afnor);
        await desk.ConnectAsync(Provider.Afnor);
        await desk.Tenant.RunJobsAsync();
        var payable = await PayableAsync(desk);
        Assert.Equal(["reasonCode"], (await desk.Tenant.PostAsync(
            $"/api/businesses/{desk.Company}/payables/{payable}/decline", new { reason = "No.", reasonCode = "BECAUSE" })).Is(422).FaultyFields());

        (await desk.Tenant.PostAsync($"/api/businesses/{desk.Company}/payables/{payable}/decline", new { reason = "Billed twice.", reasonCode = "DOUBLE_FACT" })).Ok();
        await RunAsync(desk);

        Assert.Equal("204 210", Codes(desk));
        Assert.Contains("DOUBLE_FACT", LastMessage(desk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_of_an_unknown_supplier_is_received_but_in_nobodys_hand_until_it_is_matched()
    {
        await using var desk = await IntakeDesk.OpenAsync(server, isConnected: false);
        desk.Add("F-1", Provider.Afnor);
        await desk.ConnectAsync(Provider.Afnor, statuses: All);

        await desk.Tenant.RunJobsAsync();

        Assert.Equal("202", Codes(desk));
    }

    private static string Codes(IntakeDesk desk) => string.Join(' ', desk.Messages().Select(message => Regex.Match(message, "ProcessConditionCode[^>]*>([0-9]+)<").Groups[1].Value));

    private static string LastMessage(IntakeDesk desk) => desk.Messages()[^1];

    private static async Task<string> PayableAsync(IntakeDesk desk) =>
        Assert.Single((await desk.Tenant.GetAsync($"/api/businesses/{desk.Company}/payables")).Ok().Json.EnumerateArray()).GetProperty("id").GetString()!;

    // Statuses that wait for one before them come a few seconds later.
    private async Task RunAsync(IntakeDesk desk)
    {
        for (var round = 0; round < 4; round++)
        {
            await desk.Tenant.RunJobsAsync();
            server.Clock.Advance(TimeSpan.FromSeconds(6));
        }
    }
}
