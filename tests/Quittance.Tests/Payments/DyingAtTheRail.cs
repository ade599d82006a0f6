using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Tests.Network;
using Quittance.Tests.Rails;

namespace Quittance.Tests.Payments;

/// <summary>Between what the rail has heard and what the server remembers lies the one place where money could move twice, or come back unseen.</summary>
[Collection("moves the clock")]
public sealed class DyingAtTheRail(TestServer server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_dies_after_the_rail_has_heard_instructs_the_same_payment_again()
    {
        var till = await Till.OpenAsync(server);
        var bill = await StartedAsync(till, null);
        var rail = new NotedRail { IsDeadly = true };
        var job = await TakeAsync(till);

        await Assert.ThrowsAsync<IOException>(() => Follow(rail).RunAsync(job, Cancel));
        Assert.Equal(("CREATED", "PENDING"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
        (await till.SetAsync(bill, new { status = "CANCELED" })).Is(409); // The rail may have begun: only it can say.
        rail.IsDeadly = false;
        await Follow(rail).RunAsync(job, Cancel);
        await Follow(rail).RunAsync(job, Cancel);

        Assert.Equal(2, rail.Instructed.Count);
        Assert.Single(rail.Instructed.DistinctBy(instruction => (instruction.Id, instruction.Amount, instruction.InstructedAt)));
        Assert.Equal(("COMPLETED", "PAID"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
    }

    [Fact]
    public async Task An_answer_of_which_nobody_heard_is_asked_for_again()
    {
        var till = await Till.OpenAsync(server);
        var bill = await StartedAsync(till, null);
        var rail = new NotedRail();
        var slow = await TakeAsync(till);
        server.Clock.Advance(Lease);
        var quick = await TakeAsync(till);

        await Follow(rail).RunAsync(slow, Cancel); // Taken over meanwhile, so it commits nothing.
        Assert.Equal("CREATED", Text(await till.TransactionAsync(), "status"));
        await Follow(rail).RunAsync(quick, Cancel);

        Assert.Single(rail.Instructed.Select(instruction => instruction.Id).Distinct());
        Assert.Equal(("COMPLETED", "PAID"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_statement_brings_the_return_of_what_had_settled_for_good(bool isArchived)
    {
        var till = await Till.OpenAsync(server);
        var bill = await StartedAsync(till, null);
        await till.SettleAsync();
        Assert.Equal("PAID", await till.StatusAsync(bill));
        if (isArchived)
        {
            (await till.SetAsync(bill, new { status = "ARCHIVED" })).Ok();
        }

        var rail = new NotedRail { Answer = new RailAnswer.Returned(new TransactionFailure("R10", "Customer advises not authorized"), FailedSide.Source) };
        for (var statement = 0; statement < 2; statement++) // Banks deliver some twice.
        {
            await AskForAsync(till);
            await Follow(rail).RunAsync(await TakeAsync(till), Cancel);
        }

        Assert.Equal(("RETURNED", "FAILED"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
        Assert.Empty(rail.Instructed);
    }

    [Fact]
    public async Task A_change_that_is_refused_does_not_call_the_payment_off()
    {
        var till = await Till.OpenAsync(server);
        var bill = await StartedAsync(till, "QUITTANCE-QUEUE");
        await till.Tenant.RunJobsAsync();
        Assert.Equal("QUEUED", Text(await till.TransactionAsync(), "status"));
        var rail = new NotedRail { Answer = new RailAnswer.Canceled() };

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ChangeAsync(till, rail, bill, amount: 5));
        Assert.Equal(Refusal.InvoiceFrozen, refused.Refusal);
        Assert.Empty(rail.AskedToCancel);

        await ChangeAsync(till, rail, bill, amount: null);
        Assert.Single(rail.AskedToCancel);
        Assert.Equal(("CANCELED", "CANCELED"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
    }

    private static async Task<string> StartedAsync(Till till, string? note)
    {
        var bill = await till.ScheduledAsync(await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"), note: note);
        await till.Tenant.RunJobsOnceAsync();
        return bill;
    }

    private FollowTransactions Follow(NotedRail rail) => new(server.Services.GetRequiredService<Database>(), rail, server.Clock);

    private Task<string> ChangeAsync(Till till, NotedRail rail, string bill, decimal? amount)
    {
        var database = server.Services.GetRequiredService<Database>();
        var update = new UpdateInvoiceOrDraft(database, server.Services.GetRequiredService<Idempotency>(), new CallOffPayments(database, rail), server.Clock);
        return update.RunAsync(
            Caller.System(till.Tenant.Id, "test"), bill, new InvoiceChange { Status = InvoiceStatus.Canceled, Amount = amount, Asked = "{}" }, (_, id) => Task.FromResult($"{id}"), Cancel);
    }

    private async Task AskForAsync(Till till)
    {
        await using var session = await server.Services.GetRequiredService<Database>().OpenAsync(till.Tenant.Id, Cancel);
        await session.AddJobAsync(FollowTransactions.JobKind, NetworkSteps.Uuid(Text(await till.TransactionAsync(), "id")!), session.Now, session.Now, Cancel);
        await session.CommitAsync(Cancel);
    }

    // Takes the organization's one due job as a server does.
    private async Task<Job> TakeAsync(Till till)
    {
        await using var command = server.Owner.CreateCommand("select id, kind, subject_id, attempts, failures from gate.take_jobs('payments', $1, $2, 20, $3)");
        command.Parameters.Add(new() { Value = server.Clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = till.Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(Cancel);
        Assert.True(await row.ReadAsync(Cancel), "no job is due");
        return new Job(till.Tenant.Id, row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetInt32(3), row.GetInt32(4));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
