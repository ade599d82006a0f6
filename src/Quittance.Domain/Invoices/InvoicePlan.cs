using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;

namespace Quittance.Domain.Invoices;

/// <summary>How an organization means to pay a bill, and what it notes beside it. The other side of the bill never sees it.</summary>
/// <param name="CreatorId">The business that made the bill here: the payer of a payable, the payee of a receivable.</param>
/// <param name="ForeignId">What the platform calls the bill; unique for its creator.</param>
/// <param name="DeductAt">When the money is to leave the source; only its day counts.</param>
/// <param name="SourceId">Null takes the payer's default source.</param>
/// <param name="DestinationId">Null takes the payee's default destination.</param>
/// <param name="IsBatch">Whether it may go together with other bills from the same source to the same destination on the same day.</param>
/// <param name="IsDestinationConfirmed">Whether the payee has confirmed where it wants its money.</param>
/// <param name="NetTermsDays">Days from the invoice date until it is due.</param>
/// <param name="NoteToSelf">On the sandbox rail it can carry a trigger.</param>
/// <param name="ShippingMinor">The shipping that the amount contains, in minor units of the bill's currency.</param>
/// <param name="SourceFeeMinor">The platform's markup for the payer, in minor units.</param>
/// <param name="DestinationFeeMinor">The platform's markup for the payee, in minor units.</param>
/// <param name="ProcessedAt">When its payment began.</param>
/// <param name="SettledAt">When the money arrived.</param>
public sealed record InvoicePlan(
    InvoiceId InvoiceId,
    BusinessId CreatorId,
    BusinessUserId? CreatorUserId,
    string? ForeignId,
    DateTimeOffset? DeductAt,
    PaymentMethodId? SourceId,
    PaymentMethodId? DestinationId,
    SourceOptions? SourceOptions,
    DestinationOptions? DestinationOptions,
    bool IsBatch,
    bool IsDestinationConfirmed,
    DateTimeOffset? ServiceStart,
    DateTimeOffset? ServiceEnd,
    int? NetTermsDays,
    string? NoteToSelf,
    long? ShippingMinor,
    long? SourceFeeMinor,
    long? DestinationFeeMinor,
    IReadOnlyDictionary<string, string> Metadata,
    InvoiceFailureType? FailureType,
    DateTimeOffset? ProcessedAt,
    DateTimeOffset? SettledAt)
{
    /// <summary>The most notes under keys of their own that a bill or a line of it may have.</summary>
    public const int MetadataMax = 100;

    /// <summary>The plan of a bill of which nothing was said yet.</summary>
    public static InvoicePlan New(InvoiceId invoice, BusinessId creator) => new(
        invoice, creator, null, null, null, null, null, null, null, false, false, null, null, null, null, null, null, null,
        new Dictionary<string, string>(), null, null, null);

    /// <summary>Whether both mean to pay in the same way, on the same day.</summary>
    public bool PaysLike(InvoicePlan other) =>
        (DeductAt, SourceId, DestinationId, SourceOptions, IsBatch) == (other.DeductAt, other.SourceId, other.DestinationId, other.SourceOptions, other.IsBatch)
        && (DestinationOptions is { } options ? options.IsSameAs(other.DestinationOptions) : other.DestinationOptions is null);
}

/// <summary>How the money is to be taken. Only buy now, pay later knows options; they are kept and shown, not performed.</summary>
public sealed record SourceOptions(string Type, DateOnly? InstallmentsStart, int? DefermentWeeks, bool? AcceptedTerms, string? LoanId, string? DownpaymentId);

/// <summary>How the money is to arrive. Which members count depends on the kind of the destination.</summary>
/// <param name="Check">For a check: how it gets to the payee.</param>
/// <param name="PrintsDescription">For a check: whether the bill's text is printed on it.</param>
/// <param name="Ach">For a bank account: how fast.</param>
/// <param name="Description">For a bank account: what the payee reads on the statement; 4 to 10 of <c>a-zA-Z0-9-#.$&amp;*</c> and space.</param>
/// <param name="UtilityAccount">For a utility: the customer's account there.</param>
/// <param name="DynamicUrls">For a custom method: addresses by the names of its fields.</param>
public sealed record DestinationOptions(
    CheckDelivery? Check, bool? PrintsDescription, AchDelivery? Ach, string? Description, string? UtilityAccount, IReadOnlyDictionary<string, string>? DynamicUrls)
{
    /// <summary>Whether both say the same.</summary>
    public bool IsSameAs(DestinationOptions? other) =>
        other is not null && this with { DynamicUrls = null } == other with { DynamicUrls = null }
        && (DynamicUrls ?? new Dictionary<string, string>()).OrderBy(url => url.Key, StringComparer.Ordinal)
            .SequenceEqual((other.DynamicUrls ?? new Dictionary<string, string>()).OrderBy(url => url.Key, StringComparer.Ordinal));
}

/// <summary>How a check gets to the payee.</summary>
public enum CheckDelivery
{
    /// <summary>The payer prints it.</summary>
    Print,

    /// <summary>Printed and mailed for the payer.</summary>
    Mail,

    /// <summary>Mailed with priority.</summary>
    MailPriority,

    /// <summary>Sent by UPS, to be there the next day.</summary>
    MailUpsNextDay,
}

/// <summary>How fast an ACH transfer goes.</summary>
public enum AchDelivery
{
    /// <summary>One to three business days.</summary>
    Standard,

    /// <summary>The same business day.</summary>
    SameDay,

    /// <summary>Ahead of the debit's settlement.</summary>
    Accelerated,
}

/// <summary>Why a bill's payment failed, in the Payments dialect's words.</summary>
public enum InvoiceFailureType
{
    /// <summary>The payer's account.</summary>
    SourcePaymentError,

    /// <summary>The payee's account.</summary>
    DestinationPaymentError,

    /// <summary>Refused for its risk.</summary>
    RejectedHighRisk,

    /// <summary>The payer's account lacks the money.</summary>
    InsufficientFunds,

    /// <summary>Anything else.</summary>
    ProcessingError,
}
