using Quittance.Counterparts;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

/// <summary>Books in one accounting system, as the contract needs them: the connector's way to them, and a second one that counts.</summary>
public abstract class Books : IAsyncDisposable
{
    public abstract IAccountingSystem System { get; }

    /// <summary>Leads through <see cref="Proxy"/> where there is one.</summary>
    public abstract AccountingAccess Access { get; }

    /// <summary>Breaks lines; null for a system that is not called over HTTP.</summary>
    public virtual FaultyProxy? Proxy => null;

    /// <summary>An access whose credentials are wrong; null for a system that asks for none.</summary>
    public virtual AccountingAccess? WrongAccess => null;

    /// <summary>The currency of the books.</summary>
    public abstract Currency Currency { get; }

    /// <summary>The account that lines are booked on, by the system's id.</summary>
    public abstract string ExpenseAccountId { get; }

    /// <summary>The account that payments come from.</summary>
    public abstract string BankAccountId { get; }

    /// <summary>A tax rate of 20 %; null for a system without tax rates.</summary>
    public abstract string? TaxRateId { get; }

    /// <summary>A day in an open period.</summary>
    public abstract DateOnly Today { get; }

    /// <summary>How many posted, not reversed bills have this vendor's number, counted without the connector.</summary>
    public abstract Task<int> CountBillsAsync(string number, CancellationToken cancel);

    /// <summary>How many vendors have this name, counted without the connector.</summary>
    public abstract Task<int> CountVendorsAsync(string name, CancellationToken cancel);

    /// <summary>What is owed to all vendors of this name, in minor units, asked without the connector.</summary>
    public abstract Task<long> OwedToAsync(string vendorName, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();
}
