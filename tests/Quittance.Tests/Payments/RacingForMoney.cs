using System.Text.Json;
using Quittance.Server.Verification;

namespace Quittance.Tests.Payments;

/// <summary>Many hands on the same bills at the same moment, and two servers that run their jobs. Afterwards everything has to add up.</summary>
public sealed class RacingForMoney : IAsyncLifetime
{
    private const int Bills = 6;
    private const int Rounds = 14;
    private const decimal Amount = 10.01m;

    private static readonly int[] Understood = [200, 400, 409];
    private static readonly string[] Wishes = ["SCHEDULED", "PAID", "CANCELED", "DRAFT", "SCHEDULED", "NEW", "FAILED", "SCHEDULED", "ARCHIVED", "APPROVED"];
    private static readonly string?[] Notes = [null, "QUITTANCE-RETURN-R01", "QUITTANCE-QUEUE"];

    private readonly TestServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Whatever_is_done_at_once_money_moves_once_and_adds_up()
    {
        var till = await Till.OpenAsync(_server);
        var (source, destination) = (await till.MethodAsync(till.Payer, new { type = "wallet" }), await till.MethodAsync(till.Vendor, new { type = "wallet" }));
        var bills = new List<string>();
        for (var number = 0; number < Bills; number++)
        {
            bills.Add(await till.ScheduledAsync(source, destination, note: Notes[number % Notes.Length], batch: number < Bills / 2, amount: Amount));
        }

        var answers = new List<Answer>();
        for (var round = 0; round < Rounds; round++)
        {
            var hands = bills.SelectMany((bill, number) => new[] { WishAsync(till, bill, round + number), WishAsync(till, bill, (round * 3) + number + 1) });
            var servers = new[] { till.Tenant.RunJobsOnceAsync(), till.Tenant.RunJobsOnceAsync() };
            answers.AddRange(await Task.WhenAll(hands));
            await Task.WhenAll(servers);
            await till.Tenant.SqlAsync("update payment_methods set is_frozen = false where organization_id = $1"); // Returns freeze the wallets.
            _server.Clock.Advance(TimeSpan.FromHours(round % 3 == 2 ? 60 : 0.01));
        }

        await till.PassAsync(TimeSpan.FromDays(3));
        await till.PassAsync(TimeSpan.FromDays(3));

        Assert.All(answers, answer => Assert.Contains(answer.Status, Understood));
        var transactions = await till.TransactionsAsync();
        Assert.Contains(transactions, transaction => Text(transaction, "status") == "COMPLETED");
        var moved = transactions.Where(transaction => Text(transaction, "type") == "walletToWallet" && Text(transaction, "status") == "COMPLETED").Sum(transaction => transaction.GetProperty("amount").GetDecimal()) / 100;
        Assert.Equal((-moved, moved), (await BalanceAsync(till, till.Payer, source), await BalanceAsync(till, till.Vendor, destination)));
        foreach (var bill in bills)
        {
            var standing = transactions.Count(transaction => Text(transaction, "status") == "COMPLETED" && transaction.GetProperty("invoices").EnumerateArray().Any(paid => Text(paid, "id") == bill));
            Assert.Equal(await till.StatusAsync(bill) is "PAID" or "ARCHIVED" ? 1 : 0, standing);
        }

        var checks = await VerifyDatabase.RunAsync(_server.Owner, _server.Options.MasterKeys, _server.Clock, _ => { }, Cancel);
        Assert.Empty(checks.SelectMany(check => check.Faults.Select(fault => $"{check.Name}: {fault}")));
    }

    private static Task<Answer> WishAsync(Till till, string bill, int number) =>
        till.SetAsync(bill, new { status = Wishes[number % Wishes.Length], deductionDate = till.Tenant.Server.Clock.GetUtcNow() });

    private static async Task<decimal> BalanceAsync(Till till, string business, string wallet) =>
        (await till.Tenant.GetAsync($"{PaymentMethodSteps.MethodsOf(business)}/{wallet}/wallet-balance")).Ok().At("availableBalance.amount").GetDecimal();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
