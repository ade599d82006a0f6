using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Intake;
using Quittance.Server.Jobs;
using Quittance.Simulator;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Tests.Intake.Dying;

namespace Quittance.Tests.Intake;

/// <summary>However much one provider has to offer, and however long it takes to answer, the others get their turn.</summary>
public sealed class TakingTurns : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly TestServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_bills_of_one_provider_hold_up_nobody_elses()
    {
        await using var crowd = await IntakeDesk.OpenAsync(_server);
        await using var other = await IntakeDesk.OpenAsync(_server);
        var file = new BillTemplate().Write();
        for (var bills = 0; bills < 10_000; bills++)
        {
            crowd.Account.Bills(Provider.Yooz).Add(file);
        }

        var crowded = await crowd.ConnectAsync();
        await AnnounceAllAsync(crowd);
        _server.Clock.Advance(TimeSpan.FromMinutes(1));
        var beside = await crowd.ConnectAsync(Provider.Http);
        var elsewhere = await other.ConnectAsync();

        var taken = await TakeAsync(20, 16, []);
        Assert.Contains(("poll_invoice_connection", beside), taken);
        Assert.Contains(("poll_invoice_connection", elsewhere), taken);
        Assert.Equal(16, taken.Count(job => job.Kind == "fetch_bill"));

        // As many as one source may have run already: the lane is left to the others.
        Assert.Empty(await TakeAsync(20, 16, [.. Enumerable.Repeat(Guid.Parse(crowded), 16)]));
        Assert.Equal(5, (await TakeAsync(20, 16, [.. Enumerable.Repeat(Guid.Parse(crowded), 11)])).Count);
    }

    [Fact]
    public async Task A_provider_that_never_answers_holds_up_neither_bills_nor_payments_of_others()
    {
        await using var hostile = await IntakeDesk.OpenAsync(_server);
        await using var other = await IntakeDesk.OpenAsync(_server);
        for (var number = 1; number <= 200; number++)
        {
            hostile.Add($"H-{number}");
        }

        hostile.Account.Faults.Add(new Fault { Kind = FaultKind.Slow, Path = "/document", Delay = TimeSpan.FromHours(1), Count = int.MaxValue });
        await using var loop = await MortalServer.BeginAsync(_server);
        await loop.StartAsync();
        await hostile.ConnectAsync();
        await UntilAsync(async () => await CountAsync("select count(*) from jobs where kind = 'fetch_bill' and leased_until is not null") >= 16);

        other.Add("F-1");
        await other.ConnectAsync();
        await UntilAsync(async () => (await other.PayablesAsync()).Count == 1);
        var payable = (await other.Tenant.GetAsync($"/api/businesses/{other.Company}/payables")).Ok().Json[0].GetProperty("id").GetString();
        (await other.Tenant.PostAsync($"/api/businesses/{other.Company}/payables/{payable}/approve")).Ok();
        (await other.Tenant.PostAsync("/api/payments/initiate", new { payableId = payable })).Created();
        await UntilAsync(async () => (await other.Tenant.GetAsync($"/api/businesses/{other.Company}/payables/{payable}")).Ok().Text("status") == "PAID");

        // Nobody waited until a call to the hostile one ran out of time.
        Assert.Equal(200, await CountAsync("select count(*) from provider_bills where status = 'announced' and last_error is null"));
    }

    /// <summary>Polls to the end of the list, and fetches nothing.</summary>
    private async Task AnnounceAllAsync(IntakeDesk desk)
    {
        await using var command = _server.Owner.CreateCommand(
            "select organization_id, id, kind, subject_id, attempts, failures from gate.take_jobs('providers', $1, $2, 1, $3)");
        command.Parameters.Add(new() { Value = _server.Clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        Job poll;
        await using (var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken), "no poll is due");
            poll = new Job(desk.Tenant.Id, row.GetGuid(1), row.GetString(2), row.GetGuid(3), row.GetInt32(4), row.GetInt32(5));
        }

        while (await _server.Services.GetRequiredService<PollInvoiceConnections>().RunAsync(poll, TestContext.Current.CancellationToken) is JobResult.Later)
        {
            // There is more.
        }

        Assert.Equal(10_000, await CountAsync("select count(*) from jobs where kind = 'fetch_bill'"));
    }

    private async Task<List<(string Kind, string Subject)>> TakeAsync(int most, int each, Guid[] busy)
    {
        await using var command = _server.Owner.CreateCommand("select kind, subject_id from gate.take_jobs('providers', $1, $2, $3, null, $4, $5)");
        command.Parameters.Add(new() { Value = _server.Clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = most });
        command.Parameters.Add(new() { Value = each });
        command.Parameters.Add(new() { Value = busy });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var taken = new List<(string, string)>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
        {
            taken.Add((row.GetString(0), $"{row.GetGuid(1)}"));
        }

        return taken;
    }

    private async Task<long> CountAsync(string sql)
    {
#pragma warning disable CA2100 // The text is a constant of this file.
        await using var command = _server.Owner.CreateCommand(sql);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(50));
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }
}
