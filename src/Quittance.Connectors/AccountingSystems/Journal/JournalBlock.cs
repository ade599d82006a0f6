namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>A line that begins at the margin, and the indented ones below it.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="End">Where the next one may begin.</param>
/// <param name="LineNumber">Of its first line, counted from one.</param>
/// <param name="IsTerminated">Whether its last line ends as lines do.</param>
internal sealed record JournalBlock(long Offset, long End, int LineNumber, IReadOnlyList<string> Lines, bool IsTerminated);
