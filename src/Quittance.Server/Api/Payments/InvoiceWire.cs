using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments.Documents;

namespace Quittance.Server.Api.Payments;

/// <summary>A bill with everything about it. Money is in major units.</summary>
public sealed record InvoiceResponse(
    string Id,
    [property: AllowedValues("UNASSIGNED", "DRAFT", "NEW", "APPROVED", "SCHEDULED", "PENDING", "PAID", "ARCHIVED", "REFUSED", "CANCELED", "FAILED")] string Status,
    IReadOnlyList<ApprovalSlotResponse> Approvers,
    [property: Description("As they were when the bill was submitted.")] IReadOnlyList<ApprovalPolicyResponse> ApprovalPolicy,
    IReadOnlyDictionary<string, string> Metadata,
    bool PaymentDestinationConfirmed,
    bool HasDocuments,
    bool HasSourceEmail,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    decimal? Amount = null,
    string? Currency = null,
    DateTimeOffset? InvoiceDate = null,
    DateTimeOffset? DeductionDate = null,
    DateTimeOffset? ProcessedAt = null,
    DateTimeOffset? SettlementDate = null,
    DateTimeOffset? DueDate = null,
    int? NetTerms = null,
    string? InvoiceNumber = null,
    string? NoteToSelf = null,
    DateTimeOffset? ServiceStartDate = null,
    DateTimeOffset? ServiceEndDate = null,
    string? PayerId = null,
    EntityMark? Payer = null,
    string? PaymentSourceId = null,
    MethodMark? PaymentSource = null,
    PaymentSourceOptionsWire? PaymentSourceOptions = null,
    string? VendorId = null,
    EntityMark? Vendor = null,
    string? PaymentDestinationId = null,
    MethodMark? PaymentDestination = null,
    PaymentDestinationOptionsWire? PaymentDestinationOptions = null,
    bool? BatchPayment = null,
    IReadOnlyList<InvoiceLineItemResponse>? LineItems = null,
    decimal? TaxAmount = null,
    decimal? ShippingAmount = null,
    string? ForeignId = null,
    string? CreatorEntityId = null,
    UserMark? CreatorUser = null,
    IReadOnlyList<CommentResponse>? Comments = null,
    FeesResponse? Fees = null,
    string? FailureType = null,
    IReadOnlyList<TransactionResponse>? Transactions = null,
    PaymentTimingResponse? PaymentTiming = null);

/// <summary>A line of a bill, in major units.</summary>
public sealed record InvoiceLineItemResponse(
    string Id,
    string Currency,
    string Category,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    decimal? Amount = null,
    string? Description = null,
    string? Name = null,
    decimal? Quantity = null,
    decimal? UnitPrice = null,
    DateTimeOffset? ServiceStartDate = null,
    DateTimeOffset? ServiceEndDate = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    string? GlAccountId = null);

/// <summary>A remark on a bill.</summary>
public sealed record CommentResponse(
    string Id,
    string Text,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    UserMark? User = null,
    AssociatedApprovalActionResponse? AssociatedApprovalAction = null);

/// <summary>The approval or rejection that a remark came with.</summary>
public sealed record AssociatedApprovalActionResponse(string UserId, [property: AllowedValues("APPROVE", "REJECT")] string Action);

/// <summary>One approval that a bill needs.</summary>
public sealed record ApprovalSlotResponse(
    string ApprovalSlotId,
    string ApprovalPolicyId,
    [property: AllowedValues("NONE", "APPROVE", "REJECT")] string Action,
    IReadOnlyList<string> EligibleRoles,
    IReadOnlyList<string> EligibleUserIds,
    [property: Description("The latest of: the bill was made, an approver was assigned, the last action.")] DateTimeOffset Date,
    [property: Description("Missing: assigned to all who are eligible.")] string? AssignedUserId = null,
    string? UpstreamPolicyId = null,
    bool? UpstreamPoliciesApproved = null);

/// <summary>When an entity's bills need whose approval.</summary>
public sealed record ApprovalPolicyResponse(
    string Id,
    [property: Description("All of them must be met; none means every bill.")] IReadOnlyList<ApprovalTriggerWire> Trigger,
    ApprovalRuleWire Rule,
    [property: Description("The policy whose approvals come first; root for none.")] string UpstreamPolicyId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>What makes a policy apply. Which fields there are depends on the type.</summary>
public sealed record ApprovalTriggerWire(
    [property: Description("amount, vendor, metadata or catchall")] string? Type,
    [property: Description("amount, in major units")] decimal? Amount,
    [property: Description("amount")] string? Currency,
    [property: Description("amount: eq, gt, gte, lt or lte; gte where it is missing")] string? Comparison,
    [property: Description("vendor")] IReadOnlyList<string>? VendorIds,
    [property: Description("metadata")] string? Key,
    [property: Description("metadata")] IReadOnlyList<string>? Value);

/// <summary>Whose approval a policy asks for, or that it asks for none.</summary>
public sealed record ApprovalRuleWire(
    [property: Description("approver or automatic")] string? Type,
    [property: Description("approver")] int? NumApprovers,
    [property: Description("approver")] IdentifierListWire? IdentifierList,
    [property: Description("approver: whether the first eligible person is assigned at once")] bool? AutoAssign);

/// <summary>Roles or people.</summary>
public sealed record IdentifierListWire([property: Description("rolesList or userList")] string? Type, IReadOnlyList<string>? Value);

/// <summary>What paying costs, in major units.</summary>
public sealed record FeesResponse(
    decimal SourcePaymentMethodFee, decimal SourcePlatformMarkupFee, decimal DestinationPaymentMethodFee, decimal DestinationPlatformMarkupFee);

/// <summary>When a payment would be made and arrive.</summary>
public sealed record PaymentTimingResponse(
    DateTimeOffset EstimatedProcessingDate, int BusinessDays, decimal EstimatedProcessingTime, DateTimeOffset EstimatedSettlementDate)
{
    internal static PaymentTimingResponse Of(PaymentTiming timing) => new(MidnightOf(timing.ProcessedOn), timing.BankDays, timing.Days, MidnightOf(timing.SettledOn));

    private static DateTimeOffset MidnightOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>How the money is to arrive. Which fields there are depends on the type.</summary>
public sealed record PaymentDestinationOptionsWire(
    [property: Description("check, bankAccount, utility or custom")] string? Type,
    [property: Description("check: PRINT, MAIL, MAIL_PRIORITY or MAIL_UPS_NEXT_DAY; bankAccount: ACH_STANDARD, ACH_SAME_DAY or ACH_ACCELERATED")] string? Delivery,
    [property: Description("check: whether the bill's description is printed")] bool? PrintDescription,
    [property: Description("bankAccount: what the payee reads on the statement, 4 to 10 characters")] string? Description,
    [property: Description("utility")] string? AccountId,
    [property: Description("custom")] IReadOnlyDictionary<string, string>? DynamicUrls);

/// <summary>How the money is to be taken. Only buy now, pay later has options; it is kept and shown, not performed.</summary>
public sealed record PaymentSourceOptionsWire(
    [property: Description("bnpl")] string? Type, string? InstallmentsStartDate, int? DefermentWeeks, bool? AcceptedTerms, string? LoanId, string? DownpaymentId);
