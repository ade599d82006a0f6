using System.IO.Pipelines;
using System.Text;
using Quittance.Server.Downloads;

namespace Quittance.Server.Api.Payments;

/// <summary>The file of invoices. New columns go to the end, so that what reads the old ones goes on working.</summary>
internal static class InvoiceCsv
{
    /// <summary>The columns, named and written as in JSON; amounts in major units, times in UTC, transactions separated by <c>; </c>, metadata as JSON.</summary>
    public static readonly string[] Columns =
    [
        "id", "status", "invoiceNumber", "amount", "currency", "taxAmount", "shippingAmount", "invoiceDate", "dueDate", "deductionDate", "processedAt",
        "settlementDate", "netTerms", "payerId", "payerName", "vendorId", "vendorName", "paymentSourceId", "paymentDestinationId", "batchPayment",
        "noteToSelf", "foreignId", "creatorEntityId", "failureType", "createdAt", "updatedAt", "transactionIds", "metadata",
    ];

    public static Task WriteAsync(IAsyncEnumerable<DownloadedInvoice> invoices, PipeWriter output, CancellationToken cancel) =>
        Csv.WriteAsync(output, Columns, invoices, Write, cancel);

    private static void Write(Csv csv, DownloadedInvoice row)
    {
        var invoice = row.Invoice;
        csv.Cell(invoice.Id);
        csv.Cell(invoice.Status);
        csv.Cell(invoice.InvoiceNumber);
        csv.Cell(invoice.Amount);
        csv.Cell(invoice.Currency);
        csv.Cell(invoice.TaxAmount);
        csv.Cell(invoice.ShippingAmount);
        csv.Cell(invoice.InvoiceDate);
        csv.Cell(invoice.DueDate);
        csv.Cell(invoice.DeductionDate);
        csv.Cell(invoice.ProcessedAt);
        csv.Cell(invoice.SettlementDate);
        csv.Cell(invoice.NetTerms);
        csv.Cell(invoice.PayerId);
        csv.Cell(row.PayerName);
        csv.Cell(invoice.VendorId);
        csv.Cell(row.PayeeName);
        csv.Cell(invoice.PaymentSourceId);
        csv.Cell(invoice.PaymentDestinationId);
        csv.Cell(invoice.BatchPayment);
        csv.Cell(invoice.NoteToSelf);
        csv.Cell(invoice.ForeignId);
        csv.Cell(invoice.CreatorEntityId);
        csv.Cell(invoice.FailureType);
        csv.Cell(invoice.CreatedAt);
        csv.Cell(invoice.UpdatedAt);
        csv.Cell(string.Join("; ", (invoice.Transactions ?? []).Select(transaction => transaction.Id)));
        csv.Cell(invoice.Metadata.Count == 0 ? null : Encoding.UTF8.GetString(PaymentsJson.Write(invoice.Metadata)));
        csv.EndRow();
    }
}
