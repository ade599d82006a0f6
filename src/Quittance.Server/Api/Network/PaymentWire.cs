using System.Collections.Frozen;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Network;

/// <summary>An order to pay a payable.</summary>
public sealed record PaymentRequest(
    [property: Required] string? PayableId,
    [property: Description("The payer's default, else its wallet, without it.")] string? FundingSourceId,
    [property: Description("standard or sameDay."), DefaultValue("standard")] string? ClearingSpeed,
    [property: Description("YYYY-MM-DD, the day on which money leaves; today, UTC, without it.")] string? ScheduledDate,
    [property: MaxLength(Limits.TextMax), Description("Only you see it. On the sandbox it can trigger a failure, at once whatever the date.")] string? NoteToSelf)
{
    internal (InvoiceId Payable, PaymentPlan Plan) Checked()
    {
        var check = new Check();
        var payable = check.Required("payableId", PayableId);
        var speed = check.OneOf("clearingSpeed", ClearingSpeed, PaymentFields.Speeds) ?? Domain.Payments.ClearingSpeed.Standard;
        var on = check.Date("scheduledDate", ScheduledDate);
        var note = check.Optional("noteToSelf", NoteToSelf, Limits.TextMax);
        check.Done();
        return (NetworkIds.PayableOf(payable), new PaymentPlan(PaymentFields.Source(FundingSourceId), speed, on, note));
    }
}

/// <summary>A payment without a bill.</summary>
public sealed record QuickPayRequest(
    [property: Required] string? ConnectionId,
    [property: Required, Description("Major units, above zero.")] decimal? Amount,
    [property: Description("ISO 4217."), DefaultValue("USD")] string? Currency,
    [property: Description("The payer's default, else its wallet, without it.")] string? FundingSourceId,
    [property: MaxLength(Limits.TextMax), Description("The payee sees it.")] string? Memo,
    [property: MaxLength(Limits.TextMax), Description("Only you see it.")] string? NoteToSelf)
{
    internal (NetworkConnectionId Connection, Money Amount, string? Memo, PaymentPlan Plan) Checked()
    {
        var check = new Check();
        var connection = check.Required("connectionId", ConnectionId);
        var amount = check.PositiveMoney("amount", Amount, check.Currency("currency", Currency, Domain.Currency.Usd));
        var memo = check.Optional("memo", Memo, Limits.TextMax);
        var note = check.Optional("noteToSelf", NoteToSelf, Limits.TextMax);
        check.Done();
        return (NetworkIds.ConnectionOf(connection), amount, memo, new PaymentPlan(PaymentFields.Source(FundingSourceId), ClearingSpeed.Standard, null, note));
    }
}

/// <summary>A payment, as its payer sees it.</summary>
public sealed record PaymentResponse(
    string Id,
    string PayableId,
    string ConnectionId,
    [property: Description("PENDING until its day, then PROCESSING, at last COMPLETED, FAILED or CANCELLED.")] string Status,
    [property: Description("Major units.")] decimal Amount,
    string Currency,
    string FundingSourceId,
    [property: Description("standard or sameDay.")] string ClearingSpeed,
    DateOnly ScheduledDate,
    [property: Description("Known once it is PROCESSING.")] string? TransactionId,
    FailureWire? FailureReason,
    string? NoteToSelf,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static PaymentResponse Of(PaymentOrderRow row)
    {
        var order = row.Order;
        return new PaymentResponse(
            Ids.Write(NetworkIds.Payment, order.Id.Value),
            Ids.Write(NetworkIds.Payable, order.InvoiceId.Value),
            Ids.Write(NetworkIds.Connection, row.ConnectionId.Value),
            PaymentStatuses.Of(order.Status),
            order.Amount.ToMajor(),
            order.Amount.Currency.Code,
            Ids.Write(NetworkIds.FundingSource, order.SourceId.Value),
            PaymentFields.Of(order.ClearingSpeed),
            order.On,
            order.TransactionId is { } transaction ? Ids.Write(NetworkIds.Transaction, transaction.Value) : null,
            row.Failure is { } failure ? new FailureWire(failure.Code, failure.Description) : null,
            order.NoteToSelf,
            order.CreatedAt,
            order.UpdatedAt);
    }
}

/// <summary>Why a payment failed.</summary>
public sealed record FailureWire([property: Description("The rail's code, such as the NACHA return code R01.")] string Code, string Description);

/// <summary>The dialect's words for where a payment stands.</summary>
internal static class PaymentStatuses
{
    public const string About = "Any of PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED; several are repeated or separated by commas.";

    private static readonly FrozenDictionary<string, PaymentOrderStatus> ByWord = Enum.GetValues<PaymentOrderStatus>().ToFrozenDictionary(Of);

    public static string Of(PaymentOrderStatus status) => status switch
    {
        PaymentOrderStatus.Scheduled => "PENDING",
        PaymentOrderStatus.Processing => "PROCESSING",
        PaymentOrderStatus.Completed => "COMPLETED",
        PaymentOrderStatus.Failed => "FAILED",
        PaymentOrderStatus.Canceled => "CANCELLED",
    };

    /// <summary>The statuses that a query names; none means all.</summary>
    public static IReadOnlyList<PaymentOrderStatus> Checked(IReadOnlyList<string>? words)
    {
        var check = new Check();
        var statuses = check.Words("status", words, ByWord);
        check.Done();
        return statuses;
    }
}

internal static class PaymentFields
{
    public static readonly FrozenDictionary<string, ClearingSpeed> Speeds = Enum.GetValues<ClearingSpeed>().ToFrozenDictionary(Of);

    public static string Of(ClearingSpeed speed) => speed switch
    {
        ClearingSpeed.Standard => "standard",
        ClearingSpeed.SameDay => "sameDay",
    };

    public static PaymentMethodId? Source(string? text) => string.IsNullOrWhiteSpace(text) ? null : NetworkIds.FundingSourceOf(text);
}
