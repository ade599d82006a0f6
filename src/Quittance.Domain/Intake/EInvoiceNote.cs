namespace Quittance.Domain.Intake;

/// <summary>A remark on the whole document.</summary>
/// <param name="Text">BT-22.</param>
/// <param name="SubjectCode">BT-21, a code of UNTDID 4451; French law uses PMD, PMT and AAB for its mandatory mentions.</param>
public sealed record EInvoiceNote(string Text, string? SubjectCode);
