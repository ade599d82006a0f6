namespace Quittance.Domain.Accounting;

/// <summary>A vendor as it should be over there.</summary>
/// <param name="Key">Ours: <c>biz_</c> and 32 hexadecimal digits. A connector writes it where the system keeps it.</param>
/// <param name="TaxNumber">VAT number where there is one, else the national number; the only thing besides the key that identifies a vendor.</param>
/// <param name="Known">What the last call gave back or a change page showed; null before the first.</param>
/// <param name="Overwrite">Whether a change over there since then is written over.</param>
public sealed record VendorToPush(
    string Key, string Name, string? TaxNumber, string? Email, VendorAddress? Address, RemoteReference? Known, bool Overwrite);

/// <summary>A vendor's postal address.</summary>
/// <param name="CountryCode">ISO 3166-1 alpha-2.</param>
public sealed record VendorAddress(string? Street, string? City, string? PostalCode, string? CountryCode);

/// <summary>A bill as it should be over there.</summary>
/// <param name="Key">Ours: <c>pay_</c> and 32 hexadecimal digits.</param>
/// <param name="VendorId">The system's id of the vendor.</param>
/// <param name="Number">The vendor's number (EN 16931 BT-1).</param>
/// <param name="Total">What is owed: the lines' net amounts and taxes add up to exactly this.</param>
public sealed record BillToPush(
    string Key,
    string VendorId,
    string? Number,
    DateOnly Date,
    DateOnly? DueDate,
    string? Memo,
    Money Total,
    IReadOnlyList<BillLineToPush> Lines);

/// <summary>A line of a bill.</summary>
/// <param name="Quantity">Times <paramref name="UnitPrice"/>, rounded, it need not be <paramref name="NetMinor"/>: what counts is the latter.</param>
/// <param name="UnitPrice">In major units.</param>
/// <param name="NetMinor">Without tax, in minor units; negative on a line that takes something off.</param>
/// <param name="TaxMinor">The tax on it, in minor units.</param>
/// <param name="LedgerAccountId">The system's id of the account.</param>
/// <param name="TaxRateId">The system's id of the tax rate; null for none.</param>
public sealed record BillLineToPush(
    string Description, decimal Quantity, decimal UnitPrice, long NetMinor, long TaxMinor, string LedgerAccountId, string? TaxRateId);

/// <summary>A payment of one bill as it should be over there.</summary>
/// <param name="Key">Ours: <c>trx_</c> and 32 hexadecimal digits, and for a payment of several bills <c>_</c> and the bill's.</param>
/// <param name="BillId">The system's id of the bill.</param>
/// <param name="LedgerAccountId">The system's id of the account that the money left.</param>
/// <param name="Date">The day on which it settled.</param>
/// <param name="Reference">What the bank statement will show, such as a check number; null for nothing.</param>
public sealed record PaymentToPush(
    string Key, string VendorId, string BillId, string LedgerAccountId, DateOnly Date, Money Amount, string? Reference);

/// <summary>Takes a bill back.</summary>
/// <param name="Key">The bill's own key with <c>_reversal</c> after it.</param>
/// <param name="BillKey">The key that the bill was pushed with.</param>
public sealed record BillReversal(string Key, string BillKey, string BillId, string VendorId, DateOnly Date, Money Total);

/// <summary>Takes a payment back.</summary>
/// <param name="Key">The payment's own key with <c>_reversal</c> after it.</param>
/// <param name="PaymentKey">The key that the payment was pushed with.</param>
public sealed record PaymentReversal(
    string Key, string PaymentKey, string PaymentId, string BillId, string VendorId, string LedgerAccountId, DateOnly Date, Money Amount);
