namespace Quittance.Domain.Intake;

/// <summary>An invoice that another one refers to.</summary>
/// <param name="Number">BT-25; null when the document refers to an invoice and does not say which.</param>
/// <param name="IssueDate">BT-26.</param>
public sealed record EInvoiceReference(string? Number, DateOnly? IssueDate);
