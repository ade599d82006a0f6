using Quittance.Domain.Accounting;

namespace Quittance.Tests.Accounting;

/// <summary>An accounting system without a bill in it, for what happens before any is pushed.</summary>
internal abstract class EmptyBooks : IAccountingSystem
{
    public abstract AccountingSystemProfile Profile { get; }

    public abstract Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel);

    public Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel) => Task.FromResult<IReadOnlyList<RemoteLedgerAccount>>([]);

    public Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel) => Task.FromResult<IReadOnlyList<RemoteTaxRate>>([]);

    public Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel) => Task.FromResult(new RemoteChanges([], [], [], [], "here", false));

    public Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel) => Refused();

    public Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel) => Refused();

    public Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel) => Refused();

    public Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel) => Refused();

    public Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel) => Refused();

    private static Task<RemoteReference> Refused() => throw new AccountingException(AccountingFault.Rejected, "These books take nothing.");
}
