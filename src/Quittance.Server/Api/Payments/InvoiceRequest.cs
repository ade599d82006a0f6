using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Invoices;
using Quittance.Server.Invoices;

namespace Quittance.Server.Api.Payments;

/// <summary>What a bill says and how it is to be paid; what is left out stays as it is. Money is in major units, and surplus decimals are truncated.</summary>
public record InvoiceRequest
{
    [Description("Where the bill is to stand: DRAFT, NEW, APPROVED, SCHEDULED, PAID, ARCHIVED, CANCELED or FAILED. A bill that needs approvals rests in NEW.")]
    [AllowedValues("DRAFT", "NEW", "APPROVED", "SCHEDULED", "PENDING", "PAID", "ARCHIVED", "REFUSED", "CANCELED", "FAILED", "UNASSIGNED", "", null)]
    public string? Status { get; init; }

    [Description("More than 0. Frozen from NEW on.")]
    public decimal? Amount { get; init; }

    [Description("ISO 4217; USD without it. Frozen from NEW on.")]
    public string? Currency { get; init; }

    [Description("A date, or a date and time, of which the day counts.")]
    public string? InvoiceDate { get; init; }

    [Description("When the money is to leave the payer's account; its day counts.")]
    public string? DeductionDate { get; init; }

    public string? SettlementDate { get; init; }

    [Description("A date, or a date and time, of which the day counts. Frozen from NEW on.")]
    public string? DueDate { get; init; }

    [MaxLength(Limits.NameMax), Description("Unique between the payer and the vendor.")]
    public string? InvoiceNumber { get; init; }

    [MaxLength(Limits.TextMax)]
    public string? NoteToSelf { get; init; }

    public string? ServiceStartDate { get; init; }

    public string? ServiceEndDate { get; init; }

    [Range(1, 3650), Description("Days from the invoice date to the due date, if that is not given.")]
    public int? NetTerms { get; init; }

    [Description("Id or foreign id; the creator of a payable without it. Frozen from NEW on.")]
    public string? PayerId { get; init; }

    [Description("Id or foreign id of a payment method of the payer; its default source without it.")]
    public string? PaymentSourceId { get; init; }

    public PaymentSourceOptionsWire? PaymentSourceOptions { get; init; }

    [Description("Id or foreign id. One that is not connected with the payer becomes so. Frozen from NEW on.")]
    public string? VendorId { get; init; }

    [Description("Id or foreign id of a payment method of the vendor; its default destination without it.")]
    public string? PaymentDestinationId { get; init; }

    public PaymentDestinationOptionsWire? PaymentDestinationOptions { get; init; }

    [Description("To whom approval slots are left.")]
    public IReadOnlyList<ApprovalSlotAssignmentRequest?>? Approvers { get; init; }

    [Description("Replaces what was there.")]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    [MaxLength(Limits.NameMax), Description("Unique for the entity that made the bill.")]
    public string? ForeignId { get; init; }

    [Description("A PNG, JPG, WEBP, PDF or Office file in base64, at most 10 MiB, which is added to the bill.")]
    public string? Document { get; init; }

    [Description("Deprecated: use document.")]
    public string? UploadedImage { get; init; }

    [Description("Id or foreign id of a user of the entity that makes the bill.")]
    public string? CreatorUserId { get; init; }

    [Description("Why a payment failed that is marked as FAILED: SOURCE_PAYMENT_ERROR, DESTINATION_PAYMENT_ERROR, REJECTED_HIGH_RISK, INSUFFICIENT_FUNDS or PROCESSING_ERROR.")]
    public string? FailureType { get; init; }

    public InvoiceFeesRequest? Fees { get; init; }

    [Description("Whether it may be paid together with others, from the same source to the same destination on the same day.")]
    public bool? BatchPayment { get; init; }

    [Description("Only oneTime is offered.")]
    public PaymentScheduleRequest? PaymentSchedule { get; init; }

    [Description("Vendor credits are not offered: at most an empty list.")]
    public IReadOnlyList<string>? VendorCreditIds { get; init; }

    [Description("Reading scans is not offered.")]
    public string? OcrJobId { get; init; }

    public decimal? TaxAmount { get; init; }

    public decimal? ShippingAmount { get; init; }

    public bool? PaymentDestinationConfirmed { get; init; }

    [Description("Replaces all lines; one with the id of a line that there is keeps it. They need not add up to the amount.")]
    public IReadOnlyList<InvoiceLineItemRequest?>? LineItems { get; init; }

    [Description("Id or foreign id of the entity that makes the bill: the payer of a payable, the vendor of a receivable. Required on a new one.")]
    public string? CreatorEntityId { get; init; }

    [Description("Bills of groups are not offered.")]
    public string? CreatorEntityGroupId { get; init; }

    internal InvoiceChange Checked(bool isNew)
    {
        var check = new Check();
        if (isNew)
        {
            check.Required("creatorEntityId", CreatorEntityId);
        }

        RefuseNotOffered(check);
        var change = new InvoiceChange
        {
            Status = check.OneOf("status", string.IsNullOrEmpty(Status) || Status == InvoiceWords.Unassigned ? null : Status, InvoiceWords.Statuses),
            Amount = Amount,
            Currency = Currency is null ? null : check.Currency("currency", Currency, Domain.Currency.Usd),
            Tax = TaxAmount,
            Shipping = ShippingAmount,
            SourceFee = Fees?.SourcePlatformMarkupFee,
            DestinationFee = Fees?.DestinationPlatformMarkupFee,
            InvoiceDate = PaymentsTimes.ReadDay(check, "invoiceDate", InvoiceDate),
            DueDate = PaymentsTimes.ReadDay(check, "dueDate", DueDate),
            DeductAt = PaymentsTimes.Read(check, "deductionDate", DeductionDate),
            SettledAt = PaymentsTimes.Read(check, "settlementDate", SettlementDate),
            ServiceStart = PaymentsTimes.Read(check, "serviceStartDate", ServiceStartDate),
            ServiceEnd = PaymentsTimes.Read(check, "serviceEndDate", ServiceEndDate),
            NetTermsDays = check.Between("netTerms", NetTerms, 1, 3650),
            Number = check.Optional("invoiceNumber", InvoiceNumber),
            NoteToSelf = check.Optional("noteToSelf", NoteToSelf, Limits.TextMax),
            ForeignId = check.Optional("foreignId", ForeignId),
            Creator = check.Optional("creatorEntityId", CreatorEntityId),
            CreatorUser = check.Optional("creatorUserId", CreatorUserId),
            Payer = check.Optional("payerId", PayerId),
            Payee = check.Optional("vendorId", VendorId),
            Source = check.Optional("paymentSourceId", PaymentSourceId),
            SourceOptions = SentOptions.Source(check, PaymentSourceOptions),
            Destination = check.Optional("paymentDestinationId", PaymentDestinationId),
            DestinationOptions = SentOptions.Destination(check, PaymentDestinationOptions),
            IsBatch = BatchPayment,
            IsDestinationConfirmed = PaymentDestinationConfirmed,
            Metadata = SentMetadata.Read(check, "metadata", Metadata),
            FailureType = check.OneOf("failureType", string.IsNullOrEmpty(FailureType) ? null : FailureType, InvoiceWords.Failures),
            Lines = LineItems is null ? null : [.. check.Items("lineItems", LineItems, InvoiceLine.CountMax).Index().Select(line => InvoiceLineItemRequest.Checked(check, line.Index, line.Item))],
            Approvers = [.. check.Items("approvers", Approvers, 1000).Index().Select(choice => ApprovalSlotAssignmentRequest.Checked(check, choice.Index, choice.Item))],
            File = SentDocument.Read(check, "document", Document ?? UploadedImage),
            Asked = System.Text.Encoding.UTF8.GetString(PaymentsJson.Write(this with { Document = null, UploadedImage = null })),
        };
        check.Done();
        return change;
    }

    private void RefuseNotOffered(Check check)
    {
        if (Status == InvoiceWords.Unassigned || !string.IsNullOrEmpty(CreatorEntityGroupId))
        {
            check.Fault(Status == InvoiceWords.Unassigned ? "status" : "creatorEntityGroupId", "bills of entity groups are not offered; name the creatorEntityId");
        }

        if (PaymentSchedule is { Type: not (null or "oneTime") })
        {
            check.Fault("paymentSchedule", "recurring bills are not offered; paymentSchedule must be of the type oneTime");
        }

        if (VendorCreditIds?.Count > 0)
        {
            check.Fault("vendorCreditIds", "vendor credits are not offered");
        }

        if (!string.IsNullOrEmpty(OcrJobId))
        {
            check.Fault("ocrJobId", "reading scans is not offered, so there is no such job");
        }
    }
}

/// <summary>A change of one bill among several.</summary>
public sealed record InvoiceUpdateRequestWithId : InvoiceRequest
{
    [Required, Description("Id or foreign id.")]
    public string? InvoiceId { get; init; }
}

/// <summary>To whom an approval slot is left.</summary>
public sealed record ApprovalSlotAssignmentRequest(
    [property: Required] string? ApprovalSlotId, [property: Required, Description("Id or foreign id of a user of the payer; ANY opens the slot to all who are eligible.")] string? AssignedUserId)
{
    internal static ApproverChoice Checked(Check check, int position, ApprovalSlotAssignmentRequest? choice)
    {
        var slot = check.Required($"approvers[{position}].approvalSlotId", choice?.ApprovalSlotId);
        var user = check.Required($"approvers[{position}].assignedUserId", choice?.AssignedUserId);
        return new ApproverChoice(new(Ids.ReadOrNone(PaymentsIds.ApprovalSlot, slot)), user == ApprovalWords.Anybody ? null : user);
    }
}

/// <summary>The platform's own fees, in major units.</summary>
public sealed record InvoiceFeesRequest(decimal? SourcePlatformMarkupFee, decimal? DestinationPlatformMarkupFee);

/// <summary>When a bill comes again.</summary>
public sealed record PaymentScheduleRequest([property: Description("oneTime")] string? Type);
