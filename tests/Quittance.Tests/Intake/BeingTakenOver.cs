using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quittance.Server.Intake;
using Quittance.Server.Jobs;
using Quittance.Simulator.Bills;

namespace Quittance.Tests.Intake;

/// <summary>A server that stood still for longer than its lease finds that another has done the work, and leaves it as it is.</summary>
[Collection("moves the clock")]
public sealed class BeingTakenOver(TestServer server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(400)]
    [InlineData(503)]
    [InlineData(200)]
    public async Task A_fetch_that_ends_after_another_servers_changes_nothing(int status)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var feed = await FeedAsync(async () =>
        {
            if (arrived.TrySetResult())
            {
                await answer.Task; // Only the first call is kept waiting.
                return status;
            }

            return StatusCodes.Status200OK;
        });
        await using var desk = await IntakeDesk.OpenAsync(server);
        (await desk.Tenant.PostAsync(
            "/invoice-connections", new { provider = "http", apiKey = "k", client = desk.Company, settings = new { baseUrl = feed.Urls.Single() } })).Created();
        await server.Services.GetRequiredService<PollInvoiceConnections>().RunAsync(await TakeAsync(desk), TestContext.Current.CancellationToken);

        var slow = server.Services.GetRequiredService<FetchBills>().RunAsync(await TakeAsync(desk), TestContext.Current.CancellationToken);
        await arrived.Task;
        server.Clock.Advance(Lease);
        await desk.Tenant.RunJobsAsync();
        Assert.Equal(["F-1"], await desk.PayablesAsync());
        answer.SetResult();
        Assert.IsType<JobResult.Done>(await slow);

        await using var command = server.Owner.CreateCommand("select string_agg(status || coalesce(last_error, ''), ',') from provider_bills where organization_id = $1");
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        Assert.Equal("imported", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["F-1"], await desk.PayablesAsync());
    }

    /// <summary>A feed with one bill, whose document is answered as the test says.</summary>
    private static async Task<WebApplication> FeedAsync(Func<Task<int>> document)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/invoices", () => Results.Json(new { invoices = new[] { new { id = "1", updatedAt = "2026-01-01T00:00:00Z" } }, cursor = (string?)null }));
        app.MapGet("/invoices/1/document", async () => await document() is var status && status == StatusCodes.Status200OK
            ? Results.Bytes(new BillTemplate { Number = "F-1" }.Write().Bytes.ToArray(), "application/xml")
            : Results.StatusCode(status));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    // Takes the one job that is due, as a server does.
    private async Task<Job> TakeAsync(IntakeDesk desk)
    {
        await using var command = server.Owner.CreateCommand("select id, kind, subject_id, attempts, failures from gate.take_jobs('providers', $1, $2, 20, $3)");
        command.Parameters.Add(new() { Value = server.Clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken), "no job is due");
        return new Job(desk.Tenant.Id, row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetInt32(3), row.GetInt32(4));
    }
}
