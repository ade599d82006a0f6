namespace Quittance.Server.Searching;

/// <summary>A filter as segments apply it; what is null takes everything.</summary>
/// <param name="Statuses">A bit for each status that is wanted.</param>
/// <param name="Types">A bit for each type that is wanted.</param>
/// <param name="From">The first time that is wanted, in Unix milliseconds.</param>
/// <param name="Until">The last time that is wanted.</param>
/// <param name="Payees">The payees that are asked for.</param>
/// <param name="SeenPayees">The payees that the caller sees, where it does not see the payer.</param>
/// <param name="Conditions">All of them have to be met.</param>
/// <param name="Search">What some term or the payee's name has to contain, folded, in UTF-8.</param>
/// <param name="Named">The parties whose current name contains it; null if no party's does.</param>
internal sealed record SegmentFilter(
    uint? Statuses,
    uint? Types,
    long From,
    long Until,
    IReadOnlySet<Guid>? Creators,
    IReadOnlySet<Guid>? Payees,
    IReadOnlySet<Guid>? SeenPayees,
    IReadOnlySet<Guid>? Ids,
    IReadOnlyList<KeyCondition> Conditions,
    byte[]? Search,
    NamedParties? Named);
