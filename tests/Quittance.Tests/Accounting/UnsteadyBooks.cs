using System.Collections.Concurrent;
using System.Globalization;
using Quittance.Domain.Accounting;

namespace Quittance.Tests.Accounting;

/// <summary>An accounting system in memory. A test says when it fails, before or after it has done what it was asked for, and what it lists.</summary>
internal sealed class UnsteadyBooks : IAccountingSystem
{
    public const string Platform = "unsteady_books";

    private int _number;

    public AccountingSystemProfile Profile { get; } = new(
        Platform, "Unsteady books", "Books that fail when a test says so.", [new("company", "Company", "Whose books.", AccountingFieldKind.Text, IsRequired: true)]);

    public IReadOnlyList<RemoteLedgerAccount> Chart { get; set; } =
    [
        TestBooks.Account("purchases", "6061"), TestBooks.Account("other", "6062"),
        new("bank", "Bank", "512", LedgerAccountType.Asset, null, LedgerAccountStatus.Active, null, "USD", null, true),
    ];

    /// <summary>What happens before anything is done: nothing, or a failure. By what is asked for: <c>bill</c>, <c>bill taken back</c>.</summary>
    public Action<string, object> Before { get; set; } = (_, _) => { };

    /// <summary>What happens after it was done.</summary>
    public Action<string, object> After { get; set; } = (_, _) => { };

    /// <summary>The pages that are listed next; then there is nothing new.</summary>
    public ConcurrentQueue<RemoteChanges> Pages { get; } = new();

    /// <summary>Everything that was asked for.</summary>
    public ConcurrentQueue<object> Asked { get; } = new();

    /// <summary>The bills that are owed, by key.</summary>
    public ConcurrentDictionary<string, (BillToPush Bill, RemoteReference Reference)> Owed { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, (PaymentToPush Payment, RemoteReference Reference)> Payments { get; } = new(StringComparer.Ordinal);

    public Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel)
    {
        Before("company", access);
        return Task.FromResult(new AccountingCompany(access.Required("company"), "Unsteady", null, null, "USD", null));
    }

    public Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel) => Task.FromResult(Chart);

    public Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel) => Task.FromResult<IReadOnlyList<RemoteTaxRate>>([]);

    public Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel)
    {
        Before("changes", access);
        return Task.FromResult(Pages.TryDequeue(out var page) ? page : new RemoteChanges([], [], [], [], place, false));
    }

    public Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel) =>
        DoneAsync("vendor", vendor, () => vendor.Known ?? New());

    public Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel) =>
        DoneAsync("bill", bill, () => Owed.GetOrAdd(bill.Key, _ => (bill, New())).Reference);

    public Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel) =>
        DoneAsync("payment", payment, () => Payments.GetOrAdd(payment.Key, _ => (payment, New())).Reference);

    public Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel) => DoneAsync("bill taken back", reversal, () =>
    {
        Owed.TryRemove(reversal.BillKey, out _);
        return New();
    });

    public Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel) => DoneAsync("payment taken back", reversal, () =>
    {
        Payments.TryRemove(reversal.PaymentKey, out _);
        return New();
    });

    /// <summary>A page of changed bills.</summary>
    public static RemoteChanges Listing(params IReadOnlyList<RemoteBill> bills) => new([], bills, [], [], "here", false);

    public static RemoteBill Bill(string id, decimal total, string? memo = null, string version = "2") => new(
        new RemoteReference(id, version, null, null), null, null, null, "N", null, null, "USD", null, total, null, total, RemoteBillStatus.Open, memo, []);

    private Task<RemoteReference> DoneAsync(string what, object asked, Func<RemoteReference> act)
    {
        Asked.Enqueue(asked);
        Before(what, asked);
        var answer = act();
        After(what, asked);
        return Task.FromResult(answer);
    }

    private RemoteReference New() => new(Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture), "1", null, null);
}
