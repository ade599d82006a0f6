using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Searching;

namespace Quittance.Server.Invoices;

/// <summary>Which bills are wanted. Empty lists and null take all; values of one list are alternatives; all of the filters have to be met.</summary>
/// <remarks>Businesses, bills and people are ids or foreign ids; one that there is not matches nothing.</remarks>
internal sealed record InvoiceSearchFilter
{
    /// <summary>On either side, or on that of <see cref="Side"/>.</summary>
    public IReadOnlyList<string> Entities { get; init; } = [];

    /// <summary>A group, one of whose businesses is on either side.</summary>
    public string? Group { get; init; }

    /// <summary>The side that <see cref="Entities"/> have.</summary>
    public ConnectionRole? Side { get; init; }

    public IReadOnlyList<string> Payers { get; init; } = [];

    public IReadOnlyList<string> Payees { get; init; } = [];

    public IReadOnlyList<string> Invoices { get; init; } = [];

    /// <summary>The people who made them.</summary>
    public IReadOnlyList<string> Creators { get; init; } = [];

    /// <summary>The people who are asked for an approval, with everything upstream approved, or who have given or refused one.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>What those people did: <c>none</c>, <c>approve</c> or <c>reject</c>.</summary>
    public IReadOnlyList<string> ApproverActions { get; init; } = [];

    /// <summary>The fewest and the most approvals that they need.</summary>
    public CountRange ApproverCount { get; init; }

    public IReadOnlyList<InvoiceStatus> Statuses { get; init; } = [];

    public IReadOnlyList<string> Currencies { get; init; } = [];

    public InvoiceDateKind DateOf { get; init; } = InvoiceDateKind.CreatedAt;

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Part of the payee's name, the number, a check number, or the amount in minor or in major units.</summary>
    public string? Search { get; init; }

    public IReadOnlyList<MetadataFilter> Metadata { get; init; } = [];

    public IReadOnlyList<MetadataFilter> LineMetadata { get; init; } = [];

    public IReadOnlyList<string> LedgerAccounts { get; init; } = [];
}

/// <summary>From how many to how many; null for no bound.</summary>
internal readonly record struct CountRange(int? Least, int? Most);

/// <summary>A time of a bill.</summary>
internal enum InvoiceDateKind
{
    CreatedAt,
    UpdatedAt,
    InvoiceDate,
    DueDate,
    DeductionDate,
    SettlementDate,
}

/// <summary>What bills are put in order by.</summary>
internal enum InvoiceOrder
{
    CreatedAt,
    UpdatedAt,
    Amount,
    InvoiceDate,
    DueDate,
    DeductionDate,
    SettlementDate,
    Number,
    PayeeName,
    PayerName,
}

/// <summary>Which part of the bills is wanted.</summary>
/// <param name="After">The last one of the page before.</param>
internal sealed record InvoicePage(InvoiceOrder Order, bool IsDescending, InvoiceId? After, int Limit);
