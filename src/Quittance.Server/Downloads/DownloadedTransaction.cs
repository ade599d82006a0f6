namespace Quittance.Server.Downloads;

/// <summary>A transaction as a row of a file.</summary>
/// <param name="AmountMinor">In minor units.</param>
/// <param name="Status">In the words of the database, as <paramref name="Type"/>.</param>
/// <param name="InvoiceNumbers">Of the bills in the order of <paramref name="InvoiceIds"/>; those that have one.</param>
internal sealed record DownloadedTransaction(
    Guid Id,
    string Type,
    string Status,
    long AmountMinor,
    string Currency,
    Guid PayerId,
    string PayerName,
    Guid PayeeId,
    string PayeeName,
    Guid SourceId,
    Guid DestinationId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int? CheckNumber,
    DateTimeOffset? MailedAt,
    string? FailureCode,
    string? FailureDescription,
    Guid[] InvoiceIds,
    string[] InvoiceNumbers);
