using Quittance.Connectors.AccountingSystems.Tryton;
using Quittance.Connectors.Http;
using Quittance.Counterparts.Tryton;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>A Tryton that is killed while it is told something, and comes back.</summary>
public sealed class KillingTryton
{
    private const int Rounds = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whenever_it_is_killed_there_is_one_bill_and_one_payment_in_the_end_and_the_books_balance()
    {
        Assert.SkipWhen(TrytonServer.Missing is not null, $"Tryton cannot be started: {TrytonServer.Missing}");
        await using var server = await TrytonServer.StartAsync(Cancel);
        using var database = await server.NewDatabaseAsync(Cancel);
        using var http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System);
        var tryton = new TrytonSystem(http, TimeProvider.System);
        var access = TrytonBooks.AccessTo(server.Address, database.Name);
        var vendor = new VendorToPush($"biz_{Guid.Empty:N}", "Killed While Paid", null, null, null, null, false);
        var (expense, bank) = (FormattableString.Invariant($"{database.ExpenseAccountId}"), FormattableString.Invariant($"{database.BankAccountId}"));
        var vendorId = (await tryton.PutVendorAsync(access, vendor, Cancel)).Id;
        BillToPush BillOf(int round) => new(
            $"pay_{round:x32}", vendorId, $"K-{round}", new DateOnly(2026, 6, 1), null, null, new Money(100_00, Currency.Eur),
            [new BillLineToPush("Work", 1, 100m, 100_00, 0, expense, null)]);

        for (var round = 1; round <= Rounds; round++)
        {
            async Task PushAsync()
            {
                var bill = await tryton.PutBillAsync(access, BillOf(round), Cancel);
                await tryton.PutPaymentAsync(
                    access, new PaymentToPush($"trx_{round:x32}", vendorId, bill.Id, bank, new DateOnly(2026, 6, 2), new Money(100_00, Currency.Eur), null), Cancel);
            }

            // The blow falls at a random moment of a push that takes about half a second.
            var blow = TimeSpan.FromMilliseconds(Random.Shared.Next(20, 700));
            var push = PushAsync();
            await Task.Delay(blow, TimeProvider.System, Cancel);
            await server.KillAsync();
            var failure = await Record.ExceptionAsync(() => push);
            Assert.True(failure is null or AccountingException { Fault: AccountingFault.Unavailable or AccountingFault.TimedOut }, $"After {blow}: {failure}");

            await server.StartAgainAsync(Cancel);
            await PushAsync();

            Assert.Equal(1, await database.CountBillsOfAnyStateAsync($"K-{round}", Cancel));
            Assert.Equal(0, await database.OwedToAsync(vendor.Name, Cancel));
            Assert.Equal(-100_00L * round, await database.BalanceOfAsync(database.BankAccountId, Cancel));
            Assert.Equal(0, await database.CountAsync("account.invoice", Cancel, new object[] { "state", "!=", "paid" }));
        }

        Assert.Equal(0, await database.ImbalanceAsync(Cancel));
    }
}
