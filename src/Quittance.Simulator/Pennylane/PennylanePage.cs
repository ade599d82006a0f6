namespace Quittance.Simulator.Pennylane;

/// <summary>A page of a list.</summary>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record PennylanePage<T>(IReadOnlyList<T> Items, bool HasMore, string? NextCursor);
