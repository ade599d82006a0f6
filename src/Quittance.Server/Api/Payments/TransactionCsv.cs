using System.IO.Pipelines;
using Quittance.Domain.Payments;
using Quittance.Server.Downloads;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Payments;

/// <summary>The file of transactions. New columns go to the end, so that what reads the old ones goes on working.</summary>
internal static class TransactionCsv
{
    /// <summary>The columns, named and written as in JSON; amounts in minor units, times in UTC, bills and their numbers separated by <c>; </c>.</summary>
    public static readonly string[] Columns =
    [
        "id", "type", "status", "amount", "currency", "payerId", "payerName", "vendorId", "vendorName", "paymentSourceId", "paymentDestinationId",
        "createdAt", "updatedAt", "checkNumber", "mailedOnDate", "failureCode", "failureDescription", "invoiceIds", "invoiceNumbers",
    ];

    private static readonly Dictionary<string, string> Types = Enum.GetValues<TransactionType>().ToDictionary(Words.Of, TransactionResponse.TypeOf, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Statuses =
        Enum.GetValues<TransactionStatus>().ToDictionary(Words.Of, status => status.ToString().ToUpperInvariant(), StringComparer.Ordinal);

    public static Task WriteAsync(IAsyncEnumerable<DownloadedTransaction> transactions, PipeWriter output, CancellationToken cancel) =>
        Csv.WriteAsync(output, Columns, transactions, Write, cancel);

    private static void Write(Csv csv, DownloadedTransaction transaction)
    {
        csv.Cell(PaymentsIds.Transaction, transaction.Id);
        csv.Cell(Types[transaction.Type]);
        csv.Cell(Statuses[transaction.Status]);
        csv.Cell(transaction.AmountMinor);
        csv.Cell(transaction.Currency);
        csv.Cell(PaymentsIds.Entity, transaction.PayerId);
        csv.Cell(transaction.PayerName);
        csv.Cell(PaymentsIds.Entity, transaction.PayeeId);
        csv.Cell(transaction.PayeeName);
        csv.Cell(PaymentsIds.PaymentMethod, transaction.SourceId);
        csv.Cell(PaymentsIds.PaymentMethod, transaction.DestinationId);
        csv.Cell(transaction.CreatedAt);
        csv.Cell(transaction.UpdatedAt);
        csv.Cell(transaction.CheckNumber);
        csv.Cell(transaction.MailedAt);
        csv.Cell(transaction.FailureCode);
        csv.Cell(transaction.FailureDescription);
        csv.Cell(transaction.InvoiceIds is [var only] ? PaymentsIds.Write(PaymentsIds.Invoice, only) : string.Join("; ", transaction.InvoiceIds.Select(id => PaymentsIds.Write(PaymentsIds.Invoice, id))));
        csv.Cell(string.Join("; ", transaction.InvoiceNumbers));
        csv.EndRow();
    }
}
