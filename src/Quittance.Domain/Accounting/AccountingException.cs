namespace Quittance.Domain.Accounting;

/// <summary>An accounting system could not be asked, or refused what was asked.</summary>
/// <param name="message">For the user, in the system's own words where there are some; never a secret.</param>
/// <param name="code">The system's own code for it, such as QuickBooks' <c>6140</c>; null when it has none.</param>
/// <param name="retryAfter">How long the system asked to be left alone.</param>
public sealed class AccountingException(AccountingFault fault, string message, string? code = null, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What kind of failure it is.</summary>
    public AccountingFault Fault => fault;

    /// <summary>The system's own code; null when it has none.</summary>
    public string? Code => code;

    /// <summary>How long the system asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>Why a call to an accounting system failed.</summary>
public enum AccountingFault
{
    /// <summary>A setting or secret is missing.</summary>
    NotConfigured,

    /// <summary>The system does not take the credentials or the access token. A refreshed token may help.</summary>
    CredentialsRefused,

    /// <summary>The user's consent is gone for good; only a new one helps.</summary>
    Deauthorized,

    /// <summary>The credentials are known but may not do this.</summary>
    Forbidden,

    /// <summary>Too many calls.</summary>
    RateLimited,

    /// <summary>The system has a fault of its own, is locked by another user, or cannot be reached.</summary>
    Unavailable,

    /// <summary>It did not answer in time; nobody knows what it did.</summary>
    TimedOut,

    /// <summary>It answered something that its protocol does not allow.</summary>
    BadAnswer,

    /// <summary>Its address is not one that this server may call.</summary>
    AddressForbidden,

    /// <summary>What was referred to is not there any more: a vendor, a bill, an account.</summary>
    NotFound,

    /// <summary>It was changed over there since it was last seen.</summary>
    Conflict,

    /// <summary>Another object over there has the number or name already.</summary>
    Duplicate,

    /// <summary>The date is in a period that is closed or does not exist.</summary>
    PeriodClosed,

    /// <summary>A line or payment has no ledger account that the system knows.</summary>
    LedgerAccountMissing,

    /// <summary>The system has no tax rate of this value.</summary>
    TaxRateMissing,

    /// <summary>The system comes to another total than the bill.</summary>
    TotalDiffers,

    /// <summary>It understood the call and refused it, for a reason of its own.</summary>
    Rejected,
}

/// <summary>What follows from a failure.</summary>
public static class AccountingFaults
{
    /// <summary>Whether the same call may succeed later without anybody doing anything.</summary>
    public static bool IsTransient(this AccountingFault fault) => fault is
        AccountingFault.RateLimited or AccountingFault.Unavailable or AccountingFault.TimedOut or AccountingFault.BadAnswer;

    /// <summary>Whether nothing at all can be done on the connection until a person acts.</summary>
    public static bool StopsConnection(this AccountingFault fault) => fault is
        AccountingFault.NotConfigured or AccountingFault.CredentialsRefused or AccountingFault.Deauthorized or AccountingFault.AddressForbidden;

    /// <summary>One sentence that says what a person can do next.</summary>
    public static string Hint(this AccountingFault fault) => fault switch
    {
        AccountingFault.NotConfigured => "Complete what the accounting system needs at connection_url, or with POST /v1/accounting_connections/{id}/credentials.",
        AccountingFault.CredentialsRefused => "Enter the accounting system's current credentials at connection_url.",
        AccountingFault.Deauthorized => "Open connection_url and allow the connection again in the accounting system.",
        AccountingFault.Forbidden => "Give the user behind the connection the right to do this in the accounting system, then push again.",
        AccountingFault.RateLimited => "Nothing to do: it is tried again when the accounting system allows it.",
        AccountingFault.Unavailable => "Nothing to do unless it lasts: it is tried again by itself. Then see whether the accounting system is up.",
        AccountingFault.TimedOut => "Nothing to do unless it lasts: the system is asked whether it arrived before it is tried again.",
        AccountingFault.BadAnswer => "See that the connection's address is the accounting system's API; it is tried again by itself.",
        AccountingFault.AddressForbidden => "Use the system's public https address, or have the operator add its network to QUITTANCE_ALLOWED_NETWORKS.",
        AccountingFault.NotFound => "It was deleted or archived in the accounting system. Restore it there, or choose another, then push again.",
        AccountingFault.Conflict => "It was changed in the accounting system. Compare both; push again to write what is here over it.",
        AccountingFault.Duplicate => "The accounting system has this number or name already. Rename the other one there, or delete it, then push again.",
        AccountingFault.PeriodClosed => "Open the period in the accounting system, then push again.",
        AccountingFault.LedgerAccountMissing => "Choose a ledger account that is in use: for each line of the bill, or for payments in the entity's settings; then push again.",
        AccountingFault.TaxRateMissing => "Make a tax rate of this value in the accounting system and sync, or choose another for the line, then push again.",
        AccountingFault.TotalDiffers => "The accounting system rounds or taxes this bill differently. Choose the tax rate of each line, then push again.",
        AccountingFault.Rejected => "Read the accounting system's message, correct what it names and push again.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
