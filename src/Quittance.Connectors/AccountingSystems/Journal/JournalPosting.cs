namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>One line of an entry.</summary>
/// <param name="Minor">In minor units of the entry's currency.</param>
/// <param name="About">Stands behind it as a comment.</param>
public sealed record JournalPosting(string Account, long Minor, string? About = null);
