using System.Collections.ObjectModel;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;

namespace Quittance.Server.Showing;

/// <summary>What is shown of a row of <c>invoices</c>, and of its plan and its newest payment order. Whoever has just made these need not read them to show them.</summary>
/// <param name="HasDocuments">Whether it came as a document or has some attached.</param>
internal sealed record StoredInvoice(
    Guid Id,
    InvoiceStatus Status,
    Guid PayerId,
    Guid? PayeeId,
    ConnectionRole Author,
    Currency Currency,
    long? AmountMinor,
    long? TaxMinor,
    DateOnly? InvoiceDate,
    DateOnly? DueDate,
    string? Number,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool HasDocuments)
{
    /// <summary>The business that made it; null where no plan says so, then the author did.</summary>
    public Guid? CreatorId { get; init; }

    public Guid? CreatorUserId { get; init; }

    public string? ForeignId { get; init; }

    public DateTimeOffset? DeductAt { get; init; }

    /// <summary>As the plan says, else as the order says; the destination else as the bill names it.</summary>
    public Guid? SourceId { get; init; }

    /// <inheritdoc cref="SourceId"/>
    public Guid? DestinationId { get; init; }

    public PaymentSourceOptionsWire? SourceOptions { get; init; }

    public PaymentDestinationOptionsWire? DestinationOptions { get; init; }

    public bool? IsBatch { get; init; }

    public bool IsDestinationConfirmed { get; init; }

    public DateTimeOffset? ServiceStart { get; init; }

    public DateTimeOffset? ServiceEnd { get; init; }

    public int? NetTermsDays { get; init; }

    public string? NoteToSelf { get; init; }

    public long? ShippingMinor { get; init; }

    public long? SourceFeeMinor { get; init; }

    public long? DestinationFeeMinor { get; init; }

    /// <summary>In the order in which jsonb keeps keys: by length, then by bytes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<ApprovalPolicyResponse> Policies { get; init; } = [];

    /// <summary>As it is stored.</summary>
    public string? FailureType { get; init; }

    public DateTimeOffset? ProcessedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The day of the order.</summary>
    public DateOnly? PayOn { get; init; }

    public ShownInvoice Show(ShownInvoiceParts parts)
    {
        var creator = CreatorId ?? (Author == ConnectionRole.Payee && PayeeId is { } author ? author : PayerId);
        var transactions = parts.Transactions[Id].OrderBy(transaction => transaction.Id).ToList();
        var shown = new InvoiceResponse(
            PaymentsIds.Write(PaymentsIds.Invoice, Id),
            ShownInvoices.WordOf(Status),
            ShownApprovals.Slots([.. parts.Slots[Id]]),
            Policies,
            Metadata,
            IsDestinationConfirmed,
            HasDocuments,
            HasSourceEmail: false, // No bill comes by e-mail here.
            CreatedAt,
            UpdatedAt,
            Major(AmountMinor),
            Currency.Code,
            ShownInvoices.TimeOf(InvoiceDate),
            DeductAt ?? ShownInvoices.TimeOf(PayOn),
            ProcessedAt ?? transactions.LastOrDefault()?.Shown.CreatedAt,
            SettledAt ?? transactions.LastOrDefault()?.CompletedAt,
            ShownInvoices.TimeOf(DueDate),
            NetTermsDays,
            Number,
            NoteToSelf,
            ServiceStart,
            ServiceEnd);
        shown = WithParties(shown) with
        {
            LineItems = [.. parts.Lines[Id].Select(line => line.Of(Currency))],
            TaxAmount = Major(TaxMinor),
            ShippingAmount = Major(ShippingMinor),
            ForeignId = ForeignId,
            CreatorEntityId = PaymentsIds.Write(PaymentsIds.Entity, creator),
            CreatorUser = CreatorUserId is { } user ? new UserMark(user) : null,
            Comments = [.. parts.Comments[Id]],
            Fees = ShownFees.Of(SourceFeeMinor, DestinationFeeMinor, Currency),
            FailureType = FailureType?.ToUpperInvariant(),
            Transactions = [.. transactions.Select(transaction => transaction.Shown)],
        };
        return new ShownInvoice(Id, creator, shown);
    }

    private InvoiceResponse WithParties(InvoiceResponse shown) => shown with
    {
        PayerId = PaymentsIds.Write(PaymentsIds.Entity, PayerId),
        Payer = new EntityMark(PayerId),
        PaymentSourceId = PaymentsIds.Write(PaymentsIds.PaymentMethod, SourceId),
        PaymentSource = SourceId is { } from ? new MethodMark(from) : null,
        PaymentSourceOptions = SourceOptions,
        VendorId = PaymentsIds.Write(PaymentsIds.Entity, PayeeId),
        Vendor = PayeeId is { } vendor ? new EntityMark(vendor) : null,
        PaymentDestinationId = PaymentsIds.Write(PaymentsIds.PaymentMethod, DestinationId),
        PaymentDestination = DestinationId is { } to ? new MethodMark(to) : null,
        PaymentDestinationOptions = DestinationOptions,
        BatchPayment = IsBatch,
    };

    private decimal? Major(long? minor) => minor is { } there ? new Money(there, Currency).ToMajor() : null;
}
