using Quittance.Domain;
using Quittance.Domain.Approvals;
using Quittance.Domain.Invoices;

namespace Quittance.Server.Invoices;

/// <summary>What a caller says of a bill and of how it is to be paid, in one. What is null stays as it is.</summary>
/// <remarks>Money is in major units, as its currency may be known only from the bill; surplus decimals are dropped. People, businesses and methods are ids or foreign ids.</remarks>
internal sealed record InvoiceChange
{
    public InvoiceStatus? Status { get; init; }

    public decimal? Amount { get; init; }

    public Currency? Currency { get; init; }

    public decimal? Tax { get; init; }

    public decimal? Shipping { get; init; }

    public decimal? SourceFee { get; init; }

    public decimal? DestinationFee { get; init; }

    public DateOnly? InvoiceDate { get; init; }

    public DateOnly? DueDate { get; init; }

    public DateTimeOffset? DeductAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public DateTimeOffset? ServiceStart { get; init; }

    public DateTimeOffset? ServiceEnd { get; init; }

    public int? NetTermsDays { get; init; }

    public string? Number { get; init; }

    public string? NoteToSelf { get; init; }

    public string? ForeignId { get; init; }

    public string? Creator { get; init; }

    public string? CreatorUser { get; init; }

    public string? Payer { get; init; }

    public string? Payee { get; init; }

    public string? Source { get; init; }

    public SourceOptions? SourceOptions { get; init; }

    public string? Destination { get; init; }

    public DestinationOptions? DestinationOptions { get; init; }

    public bool? IsBatch { get; init; }

    public bool? IsDestinationConfirmed { get; init; }

    /// <summary>Replaces all that was noted.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public InvoiceFailureType? FailureType { get; init; }

    /// <summary>Replaces all lines. One with the id of a line that there is keeps it, and what is not said of it.</summary>
    public IReadOnlyList<InvoiceLineChange>? Lines { get; init; }

    public IReadOnlyList<ApproverChoice> Approvers { get; init; } = [];

    /// <summary>A file to attach.</summary>
    public InvoiceFile? File { get; init; }

    /// <summary>The request as the bill's log shows it, as JSON; without the file.</summary>
    public required string Asked { get; init; }
}

/// <summary>What a caller says of a line. What is null stays as it is, or is worked out from the rest. Money is in major units.</summary>
/// <param name="Id">The line that is meant; null for a new one.</param>
internal sealed record InvoiceLineChange(Guid? Id)
{
    public string? Description { get; init; }

    public decimal? Quantity { get; init; }

    public decimal? UnitPrice { get; init; }

    public decimal? Amount { get; init; }

    /// <summary>Has to be the bill's.</summary>
    public Currency? Currency { get; init; }

    public string? Name { get; init; }

    public string? Category { get; init; }

    public DateTimeOffset? ServiceStart { get; init; }

    public DateTimeOffset? ServiceEnd { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public string? LedgerAccount { get; init; }
}

/// <summary>To whom a slot is left.</summary>
/// <param name="User">Id or foreign id; null opens it to all who are eligible.</param>
internal sealed record ApproverChoice(ApprovalSlotId Slot, string? User);

/// <summary>A file as somebody attaches it.</summary>
/// <param name="Type">What it is, in the words of <see cref="InvoiceDocumentStore"/>.</param>
internal sealed record InvoiceFile(byte[] Content, string Type, string MimeType, string FileName);
