namespace Quittance.Domain.Intake;

/// <summary>A span of days: BG-14 of the document, BG-26 of a line. Null stands for an end that the document leaves open.</summary>
/// <param name="Start">BT-73; on lines BT-134.</param>
/// <param name="End">BT-74, the last day; on lines BT-135.</param>
public sealed record EInvoicePeriod(DateOnly? Start, DateOnly? End);
