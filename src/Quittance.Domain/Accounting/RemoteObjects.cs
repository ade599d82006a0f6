namespace Quittance.Domain.Accounting;

/// <summary>Whose books a connection opens.</summary>
/// <param name="Id">The system's id for the company: a realm, a tenant, a database and company number.</param>
/// <param name="BaseCurrency">ISO 4217, the currency of the books; null when the system does not say.</param>
/// <param name="Type">The system's word for the kind of company; null when it has none.</param>
public sealed record AccountingCompany(string Id, string Name, string? LegalName, string? Email, string? BaseCurrency, string? Type);

/// <summary>What an object is called over there, and as which version it was last seen.</summary>
/// <param name="Id">The system's id.</param>
/// <param name="Version">Changes with every change over there: a sync token, a time, a hash.</param>
/// <param name="UpdatedAt">When it was last changed over there; null when the system does not say.</param>
/// <param name="Number">What people over there call it; null when it has no number.</param>
public sealed record RemoteReference(string Id, string Version, DateTimeOffset? UpdatedAt, string? Number);

/// <summary>An account of the chart of accounts.</summary>
/// <param name="Code">Its number in the chart; null when it has none.</param>
/// <param name="Subtype">The system's own, finer word.</param>
/// <param name="CurrencyCode">ISO 4217; null when it is the books' own.</param>
/// <param name="Balance">In major units; null when the system does not say.</param>
/// <param name="IsBankAccount">Whether payments can come from it.</param>
public sealed record RemoteLedgerAccount(
    string Id,
    string Name,
    string? Code,
    LedgerAccountType Type,
    string? Subtype,
    LedgerAccountStatus Status,
    string? Description,
    string? CurrencyCode,
    decimal? Balance,
    bool IsBankAccount);

/// <summary>The five kinds of accounts, and one for what cannot be told.</summary>
public enum LedgerAccountType
{
    /// <summary>What the business has.</summary>
    Asset,

    /// <summary>What belongs to its owners.</summary>
    Equity,

    /// <summary>What it spends.</summary>
    Expense,

    /// <summary>What it earns.</summary>
    Income,

    /// <summary>What it owes.</summary>
    Liability,

    /// <summary>The system's word for it is not known here.</summary>
    Unknown,
}

/// <summary>Whether an account can be booked on.</summary>
public enum LedgerAccountStatus
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Put away.</summary>
    Archived,

    /// <summary>Not yet open.</summary>
    Pending,

    /// <summary>The system does not say.</summary>
    Unknown,
}

/// <summary>A tax rate for purchases.</summary>
/// <param name="EffectiveRate">Hundredths of a percent: 12.5 % is 1250.</param>
/// <param name="TotalRate">The plain sum of the components, in the same unit; differs from the effective rate where one is compound.</param>
public sealed record RemoteTaxRate(
    string Id, string Name, string? Code, int EffectiveRate, int TotalRate, bool IsActive, IReadOnlyList<RemoteTaxComponent> Components);

/// <summary>A part of a tax rate.</summary>
/// <param name="Rate">Hundredths of a percent.</param>
/// <param name="IsCompound">Whether it is taken on the amount with the other components.</param>
public sealed record RemoteTaxComponent(string Name, int Rate, bool IsCompound);

/// <summary>One page of what changed over there.</summary>
/// <param name="Deleted">Objects that are gone, by kind and id.</param>
/// <param name="Place">Where the next page begins. Kept by us; at most 1,000 characters.</param>
/// <param name="HasMore">Whether the next page is worth asking for at once.</param>
public sealed record RemoteChanges(
    IReadOnlyList<RemoteVendor> Vendors,
    IReadOnlyList<RemoteBill> Bills,
    IReadOnlyList<RemotePayment> Payments,
    IReadOnlyList<(AccountingObjectKind Kind, string Id)> Deleted,
    string? Place,
    bool HasMore);

/// <summary>A vendor over there.</summary>
/// <param name="TaxNumber">VAT number, EIN or SIREN as the system has it; null when it has none.</param>
public sealed record RemoteVendor(RemoteReference Reference, string Name, string? TaxNumber, string? Email, bool IsActive);

/// <summary>A bill over there. Amounts are in major units of its currency.</summary>
/// <param name="Key">Our key, where the system carries it; null on a bill that did not come from here.</param>
/// <param name="Due">What is still owed on it.</param>
/// <param name="CurrencyRate">What one unit of its currency is in the books' own; null when they are the same.</param>
public sealed record RemoteBill(
    RemoteReference Reference,
    string? Key,
    string? VendorId,
    string? VendorName,
    string? Number,
    DateOnly? Date,
    DateOnly? DueDate,
    string? CurrencyCode,
    decimal? CurrencyRate,
    decimal Total,
    decimal? Tax,
    decimal? Due,
    RemoteBillStatus Status,
    string? Memo,
    IReadOnlyList<RemoteBillLine> Lines);

/// <summary>A line of a bill over there.</summary>
public sealed record RemoteBillLine(string? Description, decimal? Quantity, decimal? UnitPrice, string? LedgerAccountId, string? TaxRateId);

/// <summary>Where a bill stands over there.</summary>
public enum RemoteBillStatus
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Owed.</summary>
    Open,

    /// <summary>A part is paid.</summary>
    PartiallyPaid,

    /// <summary>Nothing is owed.</summary>
    Paid,

    /// <summary>Taken back.</summary>
    Void,

    /// <summary>The system's word for it is not known here.</summary>
    Unknown,
}

/// <summary>A payment over there. The amount is in major units of its currency.</summary>
/// <param name="BillIds">The bills that it pays.</param>
public sealed record RemotePayment(RemoteReference Reference, string? Key, IReadOnlyList<string> BillIds, DateOnly? Date, string? CurrencyCode, decimal Amount, bool IsVoid);

/// <summary>What is kept in step. The words are the Accounting dialect's <c>object_type</c>.</summary>
public enum AccountingObjectKind
{
    /// <summary>A payee.</summary>
    Vendor,

    /// <summary>An invoice.</summary>
    Bill,

    /// <summary>A transaction that settled.</summary>
    PaymentRecord,
}
