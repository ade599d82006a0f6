namespace Quittance.Domain.Accounting;

/// <summary>An account of the books that a connection opens, as it was last pulled.</summary>
/// <param name="RemoteId">The system's id.</param>
/// <param name="CurrencyCode">ISO 4217; null when it is the books' own.</param>
/// <param name="BalanceMinor">In minor units of its currency; null when the system does not say.</param>
/// <param name="IsBankAccount">Whether payments can come from it.</param>
public sealed record LedgerAccount(
    LedgerAccountId Id,
    string RemoteId,
    string Name,
    string? Code,
    LedgerAccountType Type,
    string? Subtype,
    LedgerAccountStatus Status,
    string? Description,
    string? CurrencyCode,
    long? BalanceMinor,
    bool IsBankAccount)
{
    /// <summary>Whether something can be booked on it; a system that does not say is asked.</summary>
    public bool IsOpen => Status is LedgerAccountStatus.Active or LedgerAccountStatus.Unknown;
}

/// <summary>Names a ledger account; it stays the same with every pull.</summary>
public readonly record struct LedgerAccountId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static LedgerAccountId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"{Value}";
}
