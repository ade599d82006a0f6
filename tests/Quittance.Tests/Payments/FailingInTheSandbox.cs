using System.Globalization;
using System.Text.Json;

namespace Quittance.Tests.Payments;

/// <summary>What the sandbox's triggers do to bill, transaction and accounts.</summary>
[Collection("moves the clock")]
public sealed class FailingInTheSandbox(TestServer server)
{
    [Theory]
    [InlineData("MERCOA-ERROR-R01", "FAILED", "INSUFFICIENT_FUNDS", true)]
    [InlineData("MERCOA-ERROR-R02-SOURCE", "FAILED", "SOURCE_PAYMENT_ERROR", true)]
    [InlineData("MERCOA-ERROR-R29", "FAILED", "SOURCE_PAYMENT_ERROR", true)]
    [InlineData("MERCOA-ERROR-R02-DESTINATION", "REVERSED", "DESTINATION_PAYMENT_ERROR", false)]
    [InlineData("MERCOA-ERROR-R03", "REVERSED", "DESTINATION_PAYMENT_ERROR", false)]
    [InlineData("MERCOA-ERROR-R04", "REVERSED", "DESTINATION_PAYMENT_ERROR", false)]
    public async Task A_trigger_fails_the_bill_whatever_its_day_and_freezes_the_account_that_was_the_reason(
        string note, string status, string failure, bool freezesSource)
    {
        var till = await Till.OpenAsync(server);
        var (source, destination) = (await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"));
        var bill = await till.ScheduledAsync(source, destination, note: note, date: "2999-01-01T00:00:00.000Z");

        await till.SettleAsync();

        var transaction = await till.TransactionAsync();
        var failed = await till.ReadAsync(bill);
        Assert.Equal((status, "FAILED", failure), (Text(transaction, "status"), failed.Text("status"), failed.Text("failureType")));
        Assert.Equal(note.Split('-')[2], Text(transaction.GetProperty("failureReason"), "code"));
        Assert.Equal((freezesSource, !freezesSource), (await till.IsFrozenAsync(till.Payer, source), await till.IsFrozenAsync(till.Vendor, destination)));
        Assert.False(failed.Json.TryGetProperty("settlementDate", out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Money_that_comes_back_fails_the_bill_even_if_it_was_put_away(bool isArchived)
    {
        var till = await Till.OpenAsync(server);
        var bill = await till.ScheduledAsync(await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"), note: "QUITTANCE-RETURN-R01");
        await till.SettleAsync();
        Assert.Equal(("COMPLETED", "PAID"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
        var settled = (await till.ReadAsync(bill)).Text("settlementDate");
        if (isArchived)
        {
            Assert.Equal("ARCHIVED", (await till.SetAsync(bill, new { status = "ARCHIVED" })).Ok().Text("status"));
        }

        await till.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal("COMPLETED", Text(await till.TransactionAsync(), "status"));
        await till.PassAsync(TimeSpan.FromDays(1));

        var failed = await till.ReadAsync(bill);
        Assert.Equal(("RETURNED", "FAILED", "INSUFFICIENT_FUNDS"), (Text(await till.TransactionAsync(), "status"), failed.Text("status"), failed.Text("failureType")));
        Assert.Equal(settled, failed.Text("settlementDate"));
    }

    [Fact]
    public async Task A_failed_bill_is_paid_by_a_second_transaction()
    {
        var till = await Till.OpenAsync(server);
        var (source, destination) = (await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"));
        var bill = await till.ScheduledAsync(source, destination, note: "MERCOA-ERROR-R01");
        await till.SettleAsync();
        (await till.Tenant.PutAsync($"{PaymentMethodSteps.MethodsOf(till.Payer)}/{source}", new { type = "bankAccount", frozen = false })).Ok();

        (await till.SetAsync(bill, new { status = "SCHEDULED", noteToSelf = "again", deductionDate = server.Clock.GetUtcNow() })).Ok();
        await till.SettleAsync();

        Assert.Equal(["COMPLETED", "FAILED"], (await till.TransactionsAsync()).Select(transaction => Text(transaction, "status")).Order());
        var paid = await till.ReadAsync(bill);
        Assert.Equal("PAID", paid.Text("status"));
        Assert.False(paid.Json.TryGetProperty("failureType", out _));
    }

    [Fact]
    public async Task What_is_held_back_is_queued_until_the_next_settlement_and_settles_with_the_one_after()
    {
        var till = await Till.OpenAsync(server);
        var bill = await till.ScheduledAsync(await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"), note: "QUITTANCE-QUEUE");

        await till.Tenant.RunJobsAsync();
        Assert.Equal(("QUEUED", "PENDING"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
        await till.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal("PENDING", Text(await till.TransactionAsync(), "status"));
        await till.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(("COMPLETED", "PAID"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
    }

    [Fact]
    public async Task A_payment_over_an_account_that_was_frozen_meanwhile_fails_when_its_day_comes()
    {
        var till = await Till.OpenAsync(server);
        var (source, destination) = (await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"));
        var bill = await till.ScheduledAsync(source, destination, date: server.Clock.GetUtcNow().AddDays(2).ToString("O", CultureInfo.InvariantCulture));
        (await till.Tenant.PutAsync($"{PaymentMethodSteps.MethodsOf(till.Payer)}/{source}", new { type = "bankAccount", frozen = true })).Ok();

        await till.PassAsync(TimeSpan.FromDays(2));

        Assert.Equal(("FAILED", "FAILED"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
