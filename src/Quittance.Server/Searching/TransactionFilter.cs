using Quittance.Domain.Payments;

namespace Quittance.Server.Searching;

/// <summary>Which transactions are wanted. Empty lists and null take all; values of one list are alternatives; all of the filters have to be met.</summary>
/// <param name="Payers">Ids or foreign ids of businesses. One that there is not matches nothing.</param>
/// <param name="Vendors">Ids or foreign ids of the businesses that are paid.</param>
/// <param name="Creators">Ids or foreign ids of the businesses that made the bill.</param>
/// <param name="Group">Id or foreign id of a group, one of whose businesses made the bill.</param>
/// <param name="Invoices">Ids or foreign ids of bills.</param>
/// <param name="From">The first time of creation that is wanted.</param>
/// <param name="Until">The last time of creation that is wanted.</param>
/// <param name="Search">Part of the vendor's current name, an invoice number, the check number or an amount; without white space around it.</param>
/// <param name="Metadata">Each is met by some bill; different ones may be met by different bills.</param>
/// <param name="LineMetadata">Each is met by some line of some bill.</param>
/// <param name="LedgerAccounts">Some line is booked to one of these.</param>
internal sealed record TransactionFilter(
    IReadOnlyList<string> Payers,
    IReadOnlyList<string> Vendors,
    IReadOnlyList<string> Creators,
    string? Group,
    IReadOnlyList<string> Invoices,
    IReadOnlyList<Guid> Ids,
    IReadOnlyList<TransactionStatus> Statuses,
    IReadOnlyList<TransactionType> Types,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    string? Search,
    IReadOnlyList<MetadataFilter> Metadata,
    IReadOnlyList<MetadataFilter> LineMetadata,
    IReadOnlyList<string> LedgerAccounts)
{
    public static readonly TransactionFilter None = new([], [], [], null, [], [], [], [], null, null, null, [], [], []);

    /// <summary>Whether something has to be looked up by id or foreign id.</summary>
    public bool NamesThings => Payers.Count + Vendors.Count + Creators.Count + Invoices.Count > 0 || Group is not null;

    /// <summary>Whether it asks for nothing but payers.</summary>
    public bool IsPlain =>
        Vendors.Count + Creators.Count + Invoices.Count + Ids.Count + Statuses.Count + Types.Count + Metadata.Count + LineMetadata.Count + LedgerAccounts.Count == 0
        && (Group, From, Until, Search) == (null, null, null, null);
}
