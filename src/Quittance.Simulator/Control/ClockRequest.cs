namespace Quittance.Simulator.Control;

/// <summary>Any of these, in this order.</summary>
/// <param name="Set">A time to show.</param>
/// <param name="Skew">How far to be ahead of real time; negative to be behind.</param>
/// <param name="Advance">How far to move, such as <c>PT30M</c>.</param>
/// <param name="Stopped">Whether it stands still.</param>
internal sealed record ClockRequest(DateTimeOffset? Set, TimeSpan? Skew, TimeSpan? Advance, bool? Stopped);
