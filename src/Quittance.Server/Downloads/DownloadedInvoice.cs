using Quittance.Server.Api.Payments;

namespace Quittance.Server.Downloads;

/// <summary>A bill as a row of a file.</summary>
/// <param name="PayeeName">Null for a draft that has no payee yet.</param>
internal sealed record DownloadedInvoice(InvoiceResponse Invoice, string PayerName, string? PayeeName);
