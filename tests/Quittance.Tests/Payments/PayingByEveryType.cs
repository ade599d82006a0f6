using System.Text.Json;

namespace Quittance.Tests.Payments;

/// <summary>The ten types of transactions, each from its bill to its end.</summary>
[Collection("moves the clock")]
public sealed class PayingByEveryType(TestServer server)
{
    [Theory]
    [InlineData("bankAccount", "bankAccount", "bankAccountToBankAccount")]
    [InlineData("bankAccount", "wallet", "bankAccountToWallet")]
    [InlineData("card", "bankAccount", "cardToBankAccount")]
    [InlineData("card", "wallet", "cardToWallet")]
    [InlineData("wallet", "bankAccount", "walletToBankAccount")]
    [InlineData("wallet", "wallet", "walletToWallet")]
    public async Task What_the_rail_moves_settles_with_the_next_settlement(string source, string destination, string type)
    {
        var till = await Till.OpenAsync(server);
        var from = await till.MethodAsync(till.Payer, BodyOf(source));
        var to = await till.MethodAsync(till.Vendor, BodyOf(destination));
        var bill = await till.ScheduledAsync(from, to);
        Assert.Equal("SCHEDULED", await till.StatusAsync(bill));

        await till.Tenant.RunJobsAsync();
        var pending = await till.TransactionAsync();
        Assert.Equal((type, "PENDING", from, to), (Text(pending, "type"), Text(pending, "status"), Text(pending, "paymentSourceId"), Text(pending, "paymentDestinationId")));
        Assert.Equal("PENDING", await till.StatusAsync(bill));
        await till.PassAsync(Till.Settlement);

        var settled = await till.TransactionAsync();
        var paid = await till.ReadAsync(bill);
        Assert.Equal(("COMPLETED", "PAID"), (Text(settled, "status"), paid.Text("status")));
        Assert.Equal(Text(settled, "createdAt"), paid.Text("processedAt"));
        Assert.Equal(Text(settled, "updatedAt"), paid.Text("settlementDate"));
        Assert.False(settled.TryGetProperty("checkNumber", out _) || settled.TryGetProperty("mailedOnDate", out _) || settled.TryGetProperty("failureReason", out _));
    }

    [Theory]
    [InlineData("MAIL", 5)]
    [InlineData("MAIL_PRIORITY", 3)]
    [InlineData("MAIL_UPS_NEXT_DAY", 1)]
    [InlineData(null, 5)]
    public async Task A_mailed_check_has_a_number_is_mailed_on_the_settlement_day_and_settles_when_it_has_arrived(string? delivery, int days)
    {
        var till = await Till.OpenAsync(server);
        var source = await till.BankAsync(till.Payer);
        var destination = await till.MethodAsync(till.Vendor, PaymentMethodSteps.Check());
        var bill = await till.ScheduledAsync(source, destination, delivery is null ? null : new { type = "check", delivery });

        await till.Tenant.RunJobsAsync();
        var written = await till.TransactionAsync();
        Assert.Equal(("bankAccountToMailedCheck", "PENDING", 5000), (Text(written, "type"), Text(written, "status"), written.GetProperty("checkNumber").GetInt32()));
        Assert.False(written.TryGetProperty("mailedOnDate", out _));
        await till.PassAsync(Till.Settlement);
        var mailed = await till.TransactionAsync();
        Assert.Equal(("PENDING", "PENDING"), (Text(mailed, "status"), await till.StatusAsync(bill)));
        Assert.InRange(mailed.GetProperty("mailedOnDate").GetDateTimeOffset(), written.GetProperty("createdAt").GetDateTimeOffset(), server.Clock.GetUtcNow());
        await till.PassAsync(TimeSpan.FromDays(days) - (2 * Till.Settlement));
        Assert.Equal("PENDING", Text(await till.TransactionAsync(), "status"));
        await till.PassAsync(2 * Till.Settlement);

        var arrived = await till.TransactionAsync();
        Assert.Equal(("COMPLETED", "PAID"), (Text(arrived, "status"), await till.StatusAsync(bill)));
        Assert.Equal(Text(mailed, "mailedOnDate"), Text(arrived, "mailedOnDate"));
        Assert.Equal(delivery, arrived.TryGetProperty("paymentDestinationOptions", out var options) ? Text(options, "delivery") : null);
    }

    [Fact]
    public async Task Printed_checks_settle_at_once_and_are_numbered_one_after_the_other()
    {
        var till = await Till.OpenAsync(server);
        var source = await till.MethodAsync(
            till.Payer, PaymentMethodSteps.Bank(checkOptions: new { enabled = true, initialCheckNumber = 4005, signatoryName = "Ann" }));
        var destination = await till.MethodAsync(till.Vendor, PaymentMethodSteps.Check());
        var bills = new List<string>();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            bills.Add(await till.ScheduledAsync(source, destination, new { type = "check", delivery = "PRINT" }));
        }

        await till.Tenant.RunJobsAsync();

        var transactions = await till.TransactionsAsync();
        Assert.Equal([4005, 4006], transactions.Select(transaction => transaction.GetProperty("checkNumber").GetInt32()).Order());
        Assert.All(transactions, transaction => Assert.Equal(("bankAccountToPrintedCheck", "COMPLETED"), (Text(transaction, "type"), Text(transaction, "status"))));
        foreach (var bill in bills)
        {
            Assert.Equal("PAID", await till.StatusAsync(bill));
        }
    }

    [Theory]
    [InlineData("custom", "custom")]
    [InlineData("offPlatform", "offPlatform")]
    public async Task What_no_rail_moves_waits_for_the_payer_after_its_day_has_come(string destination, string type)
    {
        var till = await Till.OpenAsync(server);
        var source = await till.BankAsync(till.Payer);
        var to = await till.MethodAsync(till.Vendor, destination == "custom" ? await CustomAsync(till) : BodyOf(destination));
        var bill = await till.ScheduledAsync(source, to);

        await till.SettleAsync();
        Assert.Equal("SCHEDULED", await till.StatusAsync(bill));
        Assert.Empty(await till.TransactionsAsync());
        Assert.Equal("PAID", (await till.SetAsync(bill, new { status = "PAID" })).Ok().Text("status"));

        var transaction = await till.TransactionAsync();
        Assert.Equal((type, "COMPLETED", to), (Text(transaction, "type"), Text(transaction, "status"), Text(transaction, "paymentDestinationId")));
    }

    [Fact]
    public async Task The_platforms_markups_are_the_transactions_fees()
    {
        var till = await Till.OpenAsync(server);
        await till.ScheduledAsync(
            await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor), fees: new { sourcePlatformMarkupFee = 1.5, destinationPlatformMarkupFee = 0.25 });

        await till.Tenant.RunJobsAsync();

        var fees = (await till.TransactionAsync()).GetProperty("fees");
        Assert.Equal((1.5m, 0.25m), (fees.GetProperty("sourcePlatformMarkupFee").GetDecimal(), fees.GetProperty("destinationPlatformMarkupFee").GetDecimal()));
    }

    internal static async Task<object> CustomAsync(Till till) =>
        new { type = "custom", schemaId = await till.Tenant.SchemaAsync(), data = new { recipient = "Paid SAS", account = "12345678" } };

    private static object BodyOf(string kind) => kind switch
    {
        "bankAccount" => PaymentMethodSteps.Bank(),
        "card" => PaymentMethodSteps.Card(),
        _ => new { type = kind },
    };

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
