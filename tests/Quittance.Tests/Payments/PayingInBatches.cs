using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Api.Network;
using Quittance.Server.Jobs;
using Quittance.Server.Payments;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>Bills that go together: one transaction, and what becomes of it becomes of each of them.</summary>
[Collection("moves the clock")]
public sealed class PayingInBatches(TestServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "COMPLETED", "PAID")]
    [InlineData("MERCOA-ERROR-R01", "FAILED", "FAILED")]
    [InlineData("MERCOA-ERROR-R03", "REVERSED", "FAILED")]
    public async Task Bills_of_one_day_from_one_source_to_one_destination_are_one_transaction(string? note, string status, string bill)
    {
        var till = await Till.OpenAsync(server);
        var (source, destination) = await AccountsAsync(till);
        string[] bills =
        [
            await till.ScheduledAsync(source, destination, batch: true, amount: 10.01m),
            await till.ScheduledAsync(source, destination, batch: true, amount: 20.02m),
            await till.ScheduledAsync(source, destination, batch: true, amount: 30.03m, note: note),
        ];
        var alone = await till.ScheduledAsync(source, destination, amount: 5m);

        await till.PassAsync(Till.Settlement);
        var together = Assert.Single(await till.TransactionsAsync(), transaction => transaction.GetProperty("invoices").GetArrayLength() == 3);
        Assert.Equal(6006, together.GetProperty("amount").GetDecimal());
        Assert.Equal(bills.Order(), together.GetProperty("invoices").EnumerateArray().Select(invoice => Text(invoice, "id")!).Order());
        await till.PassAsync(Till.Settlement);

        Assert.Equal(2, (await till.TransactionsAsync()).Count);
        Assert.Equal(status, Text(Assert.Single(await till.TransactionsAsync(), transaction => Text(transaction, "id") == Text(together, "id")), "status"));
        foreach (var id in bills)
        {
            Assert.Equal(bill, await till.StatusAsync(id));
        }

        Assert.Equal("PAID", await till.StatusAsync(alone));
    }

    [Fact]
    public async Task A_batch_that_comes_back_fails_every_bill()
    {
        var till = await Till.OpenAsync(server);
        var (source, destination) = await AccountsAsync(till);
        var plain = await till.ScheduledAsync(source, destination, batch: true);
        var noted = await till.ScheduledAsync(source, destination, batch: true, note: "QUITTANCE-RETURN-R01");

        await till.SettleAsync();
        Assert.Equal(("PAID", "PAID"), (await till.StatusAsync(plain), await till.StatusAsync(noted)));
        await till.PassAsync(TimeSpan.FromDays(3));

        Assert.Equal("RETURNED", Text(await till.TransactionAsync(), "status"));
        Assert.Equal(("FAILED", "FAILED"), (await till.StatusAsync(plain), await till.StatusAsync(noted)));
    }

    [Fact]
    public async Task Whatever_differs_goes_apart()
    {
        var till = await Till.OpenAsync(server);
        var (source, destination) = await AccountsAsync(till);
        var other = await till.BankAsync(till.Payer, "000111222333");
        await till.ScheduledAsync(source, destination, batch: true);
        await till.ScheduledAsync(other, destination, batch: true);
        await till.ScheduledAsync(source, destination, new { type = "bankAccount", delivery = "ACH_STANDARD" }, batch: true);
        await till.ScheduledAsync(source, destination, batch: true, date: server.Clock.GetUtcNow().AddDays(1).ToString("O", CultureInfo.InvariantCulture));

        await till.PassAsync(Till.Settlement);
        Assert.Equal(3, (await till.TransactionsAsync()).Count);
        await till.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal(4, (await till.TransactionsAsync()).Count);
        Assert.All(await till.TransactionsAsync(), transaction => Assert.Equal(1, transaction.GetProperty("invoices").GetArrayLength()));
    }

    [Fact]
    public async Task One_check_pays_all_of_them_and_has_one_number()
    {
        var till = await Till.OpenAsync(server);
        var source = await till.BankAsync(till.Payer);
        var destination = await till.MethodAsync(till.Vendor, PaymentMethodSteps.Check());
        var print = new { type = "check", delivery = "PRINT" };
        var bills = new[] { await till.ScheduledAsync(source, destination, print, batch: true), await till.ScheduledAsync(source, destination, print, batch: true) };

        await till.PassAsync(Till.Settlement);
        Assert.Equal(("COMPLETED", 5000), (Text(await till.TransactionAsync(), "status"), (await till.TransactionAsync()).GetProperty("checkNumber").GetInt32()));
        (await till.SetAsync(bills[1], new { status = "FAILED" })).Ok(); // Voids the check, and so what else it paid.

        Assert.Equal("RETURNED", Text(await till.TransactionAsync(), "status"));
        Assert.Equal(("FAILED", "FAILED"), (await till.StatusAsync(bills[0]), await till.StatusAsync(bills[1])));
    }

    [Fact]
    public async Task Jobs_that_race_for_one_batch_and_run_again_pay_it_once()
    {
        var till = await Till.OpenAsync(server);
        var (source, destination) = await AccountsAsync(till);
        var bills = new List<string>();
        foreach (var _ in Enumerable.Range(0, 6))
        {
            bills.Add(await till.ScheduledAsync(source, destination, batch: true, amount: 1m));
        }

        server.Clock.Advance(Till.Settlement);
        var start = server.Services.GetRequiredService<StartPayments>();
        var jobs = await TakeAsync(till);
        Assert.Equal(6, jobs.Count);
        await Task.WhenAll(jobs.Select(job => start.RunAsync(job, Cancel)));
        foreach (var job in jobs)
        {
            await start.RunAsync(job, Cancel);
        }

        Assert.Equal(6, (await till.TransactionAsync()).GetProperty("invoices").GetArrayLength());
        var follow = server.Services.GetRequiredService<FollowTransactions>();
        var following = Assert.Single(await TakeAsync(till));
        await follow.RunAsync(following, Cancel);
        await follow.RunAsync(following, Cancel);
        server.Clock.Advance(Till.Settlement);
        await Task.WhenAll(follow.RunAsync(following, Cancel), follow.RunAsync(following, Cancel));
        var log = await till.Tenant.LogAsync();
        await follow.RunAsync(following, Cancel);

        Assert.Equal(log, await till.Tenant.LogAsync());
        Assert.Equal(("COMPLETED", 600m), (Text(await till.TransactionAsync(), "status"), (await till.TransactionAsync()).GetProperty("amount").GetDecimal()));
        foreach (var bill in bills)
        {
            Assert.Equal("PAID", await till.StatusAsync(bill));
        }
    }

    [Fact]
    public async Task Between_two_organizations_both_see_the_batch_and_every_bill_of_it()
    {
        var both = await server.AcrossAsync();
        var source = (await both.Payer.PostAsync($"/entity/{PaymentsSteps.EntityOf(both.PayerBusiness)}/paymentMethod", new { type = "wallet" })).Ok().Text("id");
        var ids = new List<string>();
        foreach (var number in new[] { "A", "B" })
        {
            var id = (await both.Payee.PostAsync(
                $"/api/businesses/{both.PayeeBusiness}/payables", new { connectionId = both.Connection, invoiceNumber = number, amount = 10, status = "SUBMITTED" })).Created().Text("id");
            (await both.Payer.PostAsync($"/api/businesses/{both.PayerBusiness}/payables/{id}/approve")).Ok();
            var bill = $"in_{NetworkIds.PayableOf(id).Value:d}";
            (await both.Payer.PostAsync(
                $"/invoice/{bill}",
                new { batchPayment = true, deductionDate = server.Clock.GetUtcNow(), paymentSourceId = source, paymentDestinationId = await WalletAsync(both), status = "SCHEDULED" })).Ok();
            ids.Add(bill);
        }

        server.Clock.Advance(Till.Settlement);
        await both.Payer.RunJobsAsync();
        server.Clock.Advance(Till.Settlement);
        await both.Payer.RunJobsAsync();

        foreach (var side in new[] { both.Payer, both.Payee })
        {
            var transaction = Assert.Single((await side.GetAsync("/transactions")).Ok().At("data").EnumerateArray());
            Assert.Equal(("COMPLETED", 2000m), (Text(transaction, "status"), transaction.GetProperty("amount").GetDecimal()));
            Assert.Equal(ids.Order(), transaction.GetProperty("invoices").EnumerateArray().Select(invoice => Text(invoice, "id")!).Order());
            Assert.All(transaction.GetProperty("invoices").EnumerateArray(), invoice => Assert.Equal("PAID", Text(invoice, "status")));
        }
    }

    private async Task<string> WalletAsync(Across both)
    {
        await using var command = server.Owner.CreateCommand(
            """
            insert into payment_methods (organization_id, id, business_id, kind, is_confirmed, created_at, updated_at)
            values ($1, $2, $3, 'wallet', true, now(), now())
            on conflict do nothing
            """);
        var payee = NetworkIds.BusinessOf(both.PayeeBusiness).Value;
        command.Parameters.Add(new() { Value = both.Payer.Id.Value });
        command.Parameters.Add(new() { Value = payee });
        command.Parameters.Add(new() { Value = payee });
        await command.ExecuteNonQueryAsync(Cancel);
        return $"pm_{payee:d}";
    }

    private static async Task<(string Source, string Destination)> AccountsAsync(Till till) =>
        (await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"));

    private async Task<IReadOnlyList<Job>> TakeAsync(Till till)
    {
        await using var command = server.Owner.CreateCommand("select id, kind, subject_id, attempts, failures from gate.take_jobs('payments', $1, $2, 20, $3)");
        command.Parameters.Add(new() { Value = server.Clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = TimeSpan.FromMinutes(2) });
        command.Parameters.Add(new() { Value = till.Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var jobs = new List<Job>();
        while (await row.ReadAsync(Cancel))
        {
            jobs.Add(new Job(till.Tenant.Id, row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetInt32(3), row.GetInt32(4)));
        }

        return jobs;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
