using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Jobs;
using Quittance.Server.Payments;

namespace Quittance.Tests.Network;

/// <summary>A server may die at any commit of a payment's way. What follows picks it up and repeats nothing.</summary>
[Collection("moves the clock")]
public sealed class DyingBetweenSteps(TestServer server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Each_step_is_a_commit_of_its_own_and_the_next_begins_where_it_ended()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        var payment = (await desk.InitiateAsync(id)).Created().Text("id");

        Assert.Equal(1, await RunOnceAsync(desk));
        Assert.Equal(["created"], await TransactionsAsync(desk));
        Assert.Equal(1, await RunOnceAsync(desk));
        Assert.Equal(["pending"], await TransactionsAsync(desk));
        Assert.Equal(0, await RunOnceAsync(desk));
        server.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(1, await RunOnceAsync(desk));

        Assert.Equal(["completed"], await TransactionsAsync(desk));
        Assert.Equal("COMPLETED", (await desk.Tenant.GetAsync($"/api/payments/{payment}")).Ok().Text("status"));
        Assert.Equal(100m, (await desk.ReadAsync(id)).At("paidAmount").GetDecimal());
    }

    [Theory]
    [InlineData("start")]
    [InlineData("instruct")]
    [InlineData("settle")]
    public async Task A_server_that_dies_with_a_job_in_hand_has_planned_its_retry(string deadly)
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        (await desk.InitiateAsync(id)).Created();

        foreach (var step in new[] { "start", "instruct", "settle" })
        {
            if (step == deadly)
            {
                await TakeAsync(desk);
                Assert.Equal(0, await RunOnceAsync(desk)); // Nobody else takes it while the lease runs.
                server.Clock.Advance(Lease);
            }

            await RunOnceAsync(desk);
            server.Clock.Advance(step == "instruct" ? TimeSpan.FromSeconds(3) : TimeSpan.Zero);
        }

        Assert.Equal(["completed"], await TransactionsAsync(desk));
        Assert.Equal("PAID", (await desk.ReadAsync(id)).Text("status"));
    }

    [Fact]
    public async Task A_job_that_runs_twice_does_nothing_twice()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        (await desk.InitiateAsync(id)).Created();
        var start = server.Services.GetRequiredService<StartPayments>();
        var follow = server.Services.GetRequiredService<FollowTransactions>();
        var cancel = TestContext.Current.CancellationToken;

        var starting = await TakeAsync(desk);
        await start.RunAsync(starting, cancel);
        var afterStart = await desk.Tenant.LogAsync();
        await start.RunAsync(starting, cancel);
        Assert.Equal(afterStart, await desk.Tenant.LogAsync());
        Assert.Equal(["created"], await TransactionsAsync(desk));

        var following = await TakeAsync(desk);
        await follow.RunAsync(following, cancel);
        var afterInstruction = await desk.Tenant.LogAsync();
        await follow.RunAsync(following, cancel);
        Assert.Equal(afterInstruction, await desk.Tenant.LogAsync());

        server.Clock.Advance(TimeSpan.FromSeconds(3));
        await follow.RunAsync(following, cancel);
        var afterSettlement = await desk.Tenant.LogAsync();
        await follow.RunAsync(following, cancel);
        Assert.Equal(afterSettlement, await desk.Tenant.LogAsync());
        Assert.Equal(["completed"], await TransactionsAsync(desk));
        Assert.Equal(100m, (await desk.ReadAsync(id)).At("paidAmount").GetDecimal());
    }

    [Fact]
    public async Task A_job_that_was_taken_over_commits_nothing_of_its_own()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();
        (await desk.InitiateAsync(id)).Created();
        var slow = await TakeAsync(desk);
        server.Clock.Advance(Lease);
        var quick = await TakeAsync(desk);

        await server.Services.GetRequiredService<StartPayments>().RunAsync(slow, TestContext.Current.CancellationToken);
        Assert.Empty(await TransactionsAsync(desk));
        await server.Services.GetRequiredService<StartPayments>().RunAsync(quick, TestContext.Current.CancellationToken);

        Assert.Equal(slow.Attempts + 1, quick.Attempts);
        Assert.Equal(["created"], await TransactionsAsync(desk));
    }

    private Task<int> RunOnceAsync(Desk desk) =>
        server.Services.GetRequiredService<RunJobs>().RunOnceAsync(desk.Tenant.Id, TestContext.Current.CancellationToken);

    // Takes the organization's one due job as a server does, and leaves it in hand.
    private async Task<Job> TakeAsync(Desk desk)
    {
        await using var command = server.Owner.CreateCommand("select id, kind, subject_id, attempts, failures from gate.take_jobs('payments', $1, $2, 20, $3)");
        command.Parameters.Add(new() { Value = server.Clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken), "no job is due");
        return new Job(desk.Tenant.Id, row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetInt32(3), row.GetInt32(4));
    }

    private async Task<IReadOnlyList<string>> TransactionsAsync(Desk desk)
    {
        await using var command = server.Owner.CreateCommand("select status from transactions where organization_id = $1");
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var statuses = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
        {
            statuses.Add(row.GetString(0));
        }

        return statuses;
    }
}
