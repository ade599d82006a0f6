namespace Quittance.Domain.Intake;

/// <summary>A supporting document, BG-24, inside the invoice or somewhere else. The bytes stay in the raw document.</summary>
/// <param name="Reference">BT-122.</param>
/// <param name="Description">BT-123.</param>
/// <param name="FileName">BT-125-2, chosen by the sender: never a path to write to. Null when the document is not inside.</param>
/// <param name="MimeType">BT-125-1, claimed by the sender.</param>
/// <param name="ExternalLocation">BT-124, a URL claimed by the sender; never fetched here.</param>
public sealed record EInvoiceAttachment(
    string? Reference,
    string? Description,
    string? FileName,
    string? MimeType,
    string? ExternalLocation);
