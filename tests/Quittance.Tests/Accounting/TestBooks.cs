using Microsoft.Extensions.DependencyInjection;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Api.Network;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Tests.Accounting;

/// <summary>Books that a business is connected with, as if they had just been pulled; no accounting system stands behind them.</summary>
internal sealed record TestBooks(Tenant Tenant, BusinessId Business, AccountingConnection Connection)
{
    public const string Travel = "travel";
    public const string Office = "office";
    public const string Bank = "bank";

    public static readonly IReadOnlyList<RemoteLedgerAccount> Chart =
    [
        Account(Travel, "6251"), Account(Office, "6064"), Account("old", null, LedgerAccountStatus.Archived),
        new(Bank, "Bank", "512", LedgerAccountType.Asset, "bank", LedgerAccountStatus.Active, null, "EUR", 12.34m, true),
    ];

    public static readonly IReadOnlyList<RemoteTaxRate> Rates =
    [
        new("vat20", "VAT 20", "V20", 20_00, 20_00, true, [new RemoteTaxComponent("VAT", 20_00, false)]), new("vat55", "VAT 5.5", null, 5_50, 5_50, true, []),
        new("vat19", "Old VAT", null, 19_60, 19_60, false, []),
    ];

    public static RemoteLedgerAccount Account(string id, string? code, LedgerAccountStatus status = LedgerAccountStatus.Active) =>
        new(id, $"Account {id}", code, LedgerAccountType.Expense, null, status, null, null, null, false);

    /// <param name="business">As the Network dialect writes it. A connection of it that waits for its user is the one that is connected.</param>
    public static async Task<TestBooks> ConnectAsync(Tenant tenant, string business, IReadOnlyList<RemoteLedgerAccount>? chart = null)
    {
        var (id, now) = (NetworkIds.BusinessOf(business), tenant.Server.Clock.GetUtcNow());
        var fresh = AccountingConnection.Begin(AccountingConnectionId.New(now), id, "test_books", now);
        var books = new TestBooks(tenant, id, fresh);
        var connected = await books.AskAsync(async session =>
        {
            if ((await session.AccountingConnections.ListAsync(id, Cancel)).SingleOrDefault() is not { } pending)
            {
                pending = fresh;
                await session.AccountingConnections.AddAsync(pending, Token.New(Token.AccountingLinkPrefix), Cancel);
            }

            var connected = pending.Connect(
                "test_books", new Dictionary<string, string>(), new AccountingCompany($"{pending.Id}", "Books", null, null, "EUR", null), now);
            await session.AccountingConnections.UpdateAsync(connected, Cancel);
            return connected;
        });
        books = books with { Connection = connected };
        await books.PullAsync(chart ?? Chart);
        return books;
    }

    public Task PullAsync(IReadOnlyList<RemoteLedgerAccount> chart, IReadOnlyList<RemoteTaxRate>? rates = null) => DoAsync(async session =>
    {
        await session.LedgerAccounts.PutAllAsync(Connection, chart, Tenant.Server.Clock.GetUtcNow(), Cancel);
        await session.TaxRates.PutAllAsync(Connection, rates ?? Rates, Tenant.Server.Clock.GetUtcNow(), Cancel);
    });

    public async Task<Guid> AccountIdAsync(string remote) =>
        (await AskAsync(session => session.LedgerAccounts.OfAsync(Connection.Id, Cancel))).Single(account => account.RemoteId == remote).Id.Value;

    public async Task<Guid> RateIdAsync(string remote) =>
        (await AskAsync(session => session.TaxRates.OfAsync(Connection.Id, Cancel))).Single(rate => rate.RemoteId == remote).Id.Value;

    public async Task<T> AskAsync<T>(Func<TenantSession, Task<T>> ask)
    {
        await using var session = await Tenant.Server.Services.GetRequiredService<Database>().OpenAsync(Tenant.Id, null, Cancel);
        var answer = await ask(session);
        await session.CommitAsync(Cancel);
        return answer;
    }

    public Task DoAsync(Func<TenantSession, Task> work) => AskAsync(async session =>
    {
        await work(session);
        return true;
    });

    /// <summary>The business, as a caller of the Accounting dialect.</summary>
    public Tenant Desk => Tenant.For($"{Business}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
