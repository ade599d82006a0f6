using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Jobs;

namespace Quittance.Tests.Payments;

/// <summary>Bills that are canceled while their payment is on its way, and payments that the payer marks or voids by hand.</summary>
[Collection("moves the clock")]
public sealed class StoppingPayments(TestServer server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Canceling_a_bill_cancels_a_transaction_that_the_rail_has_not_begun(bool isQueued)
    {
        var till = await Till.OpenAsync(server);
        var bill = await ScheduledAsync(till, isQueued ? "QUITTANCE-QUEUE" : null);
        await till.Tenant.RunJobsOnceAsync();
        Assert.Equal("CREATED", Text(await till.TransactionAsync(), "status"));
        if (isQueued)
        {
            await till.Tenant.RunJobsAsync();
            Assert.Equal("QUEUED", Text(await till.TransactionAsync(), "status"));
        }

        Assert.Equal("CANCELED", (await till.SetAsync(bill, new { status = "CANCELED" })).Ok().Text("status"));
        Assert.Equal("CANCELED", Text(await till.TransactionAsync(), "status"));
        await till.SettleAsync();

        Assert.Equal(("CANCELED", "CANCELED"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
    }

    [Fact]
    public async Task A_bill_whose_payment_the_rail_has_begun_cannot_be_canceled_and_is_paid()
    {
        var till = await Till.OpenAsync(server);
        var bill = await ScheduledAsync(till, null);
        await till.Tenant.RunJobsAsync();

        (await till.SetAsync(bill, new { status = "CANCELED" })).Is(409);
        await till.SettleAsync();

        Assert.Equal(("COMPLETED", "PAID"), (Text(await till.TransactionAsync(), "status"), await till.StatusAsync(bill)));
        (await till.SetAsync(bill, new { status = "CANCELED" })).Is(409);
    }

    [Fact]
    public async Task Canceling_one_bill_of_a_batch_leaves_the_others_approved()
    {
        var till = await Till.OpenAsync(server);
        var (source, destination) = (await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"));
        var canceled = await till.ScheduledAsync(source, destination, batch: true);
        var other = await till.ScheduledAsync(source, destination, batch: true, note: "QUITTANCE-QUEUE");
        await till.Tenant.RunJobsAsync();
        Assert.Equal("QUEUED", Text(await till.TransactionAsync(), "status"));

        (await till.SetAsync(canceled, new { status = "CANCELED" })).Ok();

        Assert.Equal(("CANCELED", "APPROVED"), (await till.StatusAsync(canceled), await till.StatusAsync(other)));
        Assert.Equal("CANCELED", Text(await till.TransactionAsync(), "status"));
    }

    [Fact]
    public async Task A_bill_that_was_paid_elsewhere_has_an_off_platform_transaction_and_is_not_paid_again()
    {
        var till = await Till.OpenAsync(server);
        var bill = await ScheduledAsync(till, null, server.Clock.GetUtcNow().AddDays(3));

        Assert.Equal("PAID", (await till.SetAsync(bill, new { status = "PAID" })).Ok().Text("status"));
        (await till.SetAsync(bill, new { status = "FAILED" })).Is(409); // Nothing of it is the payer's to take back here.
        await till.PassAsync(TimeSpan.FromDays(4));
        await till.SettleAsync();

        var transaction = await till.TransactionAsync();
        Assert.Equal(("offPlatform", "COMPLETED", "offPlatform"), (Text(transaction, "type"), Text(transaction, "status"), Text(transaction.GetProperty("paymentDestination"), "type")));
        Assert.Equal("PAID", await till.StatusAsync(bill));
    }

    [Fact]
    public async Task What_was_paid_elsewhere_did_not_leave_the_wallet()
    {
        var till = await Till.OpenAsync(server);
        var wallet = await till.MethodAsync(till.Payer, new { type = "wallet" });
        var bill = await till.ScheduledAsync(wallet, await till.BankAsync(till.Vendor, "000987654321"), date: server.Clock.GetUtcNow().AddDays(3).ToString("O", CultureInfo.InvariantCulture));

        (await till.SetAsync(bill, new { status = "PAID" })).Ok();

        var balance = (await till.Tenant.GetAsync($"{PaymentMethodSteps.MethodsOf(till.Payer)}/{wallet}/wallet-balance")).Ok();
        Assert.Equal((0m, 0m), (balance.At("availableBalance.amount").GetDecimal(), balance.At("pendingBalance.amount").GetDecimal()));
    }

    [Fact]
    public async Task A_bill_marked_as_paid_by_a_check_that_the_payer_prints_can_be_voided_and_paid_anew()
    {
        var till = await Till.OpenAsync(server);
        var source = await till.BankAsync(till.Payer);
        var destination = await till.MethodAsync(till.Vendor, PaymentMethodSteps.Check());
        var bill = await till.ScheduledAsync(source, destination, date: server.Clock.GetUtcNow().AddDays(3).ToString("O", CultureInfo.InvariantCulture));

        (await till.SetAsync(bill, new { status = "PAID", paymentDestinationOptions = new { type = "check", delivery = "PRINT" } })).Ok();
        var printed = await till.TransactionAsync();
        Assert.Equal(("bankAccountToPrintedCheck", "COMPLETED", 5000), (Text(printed, "type"), Text(printed, "status"), printed.GetProperty("checkNumber").GetInt32()));
        Assert.Equal("FAILED", (await till.SetAsync(bill, new { status = "FAILED" })).Ok().Text("status"));
        Assert.Equal("RETURNED", Text(await till.TransactionAsync(), "status"));
        (await till.SetAsync(bill, new { status = "SCHEDULED", deductionDate = server.Clock.GetUtcNow() })).Ok();
        await till.Tenant.RunJobsAsync();

        Assert.Equal("PAID", await till.StatusAsync(bill));
        Assert.Equal([5000, 5001], (await till.TransactionsAsync()).Select(transaction => transaction.GetProperty("checkNumber").GetInt32()).Order());
    }

    [Fact]
    public async Task The_payer_says_that_a_custom_payment_failed_and_why()
    {
        var till = await Till.OpenAsync(server);
        var bill = await till.ScheduledAsync(await till.BankAsync(till.Payer), await till.MethodAsync(till.Vendor, await PayingByEveryType.CustomAsync(till)));

        var failed = (await till.SetAsync(bill, new { status = "FAILED", failureType = "REJECTED_HIGH_RISK" })).Ok();

        Assert.Equal(("FAILED", "REJECTED_HIGH_RISK"), (failed.Text("status"), failed.Text("failureType")));
        Assert.Equal(("custom", "FAILED"), (Text(await till.TransactionAsync(), "type"), Text(await till.TransactionAsync(), "status")));
        (await till.SetAsync(bill, new { status = "SCHEDULED", deductionDate = server.Clock.GetUtcNow() })).Ok();
        Assert.Equal("PAID", (await till.SetAsync(bill, new { status = "PAID" })).Ok().Text("status"));
    }

    [Fact]
    public async Task The_payer_does_not_fail_what_a_rail_moves()
    {
        var till = await Till.OpenAsync(server);
        var bill = await ScheduledAsync(till, null);

        (await till.SetAsync(bill, new { status = "FAILED" })).Is(409);

        Assert.Equal("SCHEDULED", await till.StatusAsync(bill));
        Assert.Empty(await till.TransactionsAsync());
    }

    private static async Task<string> ScheduledAsync(Till till, string? note, DateTimeOffset? on = null) => await till.ScheduledAsync(
        await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor, "000987654321"), note: note, date: on?.ToString("O", CultureInfo.InvariantCulture));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

internal static class SingleJobs
{
    /// <summary>Runs the jobs that are due now, and none that they ask for.</summary>
    public static Task<int> RunJobsOnceAsync(this Tenant tenant) =>
        tenant.Server.Services.GetRequiredService<RunJobs>().RunOnceAsync(tenant.Id, TestContext.Current.CancellationToken);
}
