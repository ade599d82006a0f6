namespace Quittance.Server.Searching;

/// <summary>Met by what has one of some keys, or lacks another.</summary>
/// <param name="OrNone">The key that it may lack instead; null for none.</param>
internal sealed record KeyCondition(IReadOnlyList<string> AnyOf, string? OrNone);
