namespace Quittance.Simulator.Bills;

/// <summary>One line of a changelog.</summary>
/// <param name="Operation"><c>insert</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="At">With microseconds.</param>
internal sealed record BillChange(string Id, string Operation, DateTimeOffset At, DateTimeOffset CreatedAt);
