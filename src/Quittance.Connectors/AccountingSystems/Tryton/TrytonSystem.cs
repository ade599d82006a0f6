using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Keeps books in Tryton 6.0. docs/connectors/tryton.md says what it calls and why.</summary>
/// <param name="clock">For a server whose answers do not tell the time.</param>
public sealed class TrytonSystem(ProviderHttp http, TimeProvider clock) : IAccountingSystem
{
    private readonly TrytonApi _api = new(http);

    /// <inheritdoc/>
    public AccountingSystemProfile Profile => TrytonProfile.Value;

    /// <inheritdoc/>
    public Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonLists.CompanyAsync(tryton, cancel), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonLists.AccountsAsync(tryton, cancel), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonLists.TaxesAsync(tryton, cancel), cancel);

    /// <inheritdoc/>
    public Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonChanges.ListAsync(tryton, place, clock.GetUtcNow(), cancel), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonVendors.PutAsync(tryton, vendor, cancel), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonBills.PutAsync(tryton, bill, cancel), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonPayments.PutAsync(tryton, payment, cancel), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonBillReversal.RunAsync(tryton, reversal, cancel), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel) =>
        CallAsync(access, tryton => TrytonPayments.ReverseAsync(tryton, reversal, cancel), cancel);

    private Task<T> CallAsync<T>(AccountingAccess access, Func<TrytonCalls, Task<T>> call, CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(async () => await call(await _api.OpenAsync(access, cancel)));
}
