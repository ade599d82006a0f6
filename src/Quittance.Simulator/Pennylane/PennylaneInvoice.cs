using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Files;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Pennylane;

/// <summary>A supplier invoice. Amounts are decimal numbers in strings; of the supplier it says only where it is.</summary>
internal sealed record PennylaneInvoice(
    long Id, string Label, string InvoiceNumber, string Currency, string Amount, string CurrencyAmount, string CurrencyAmountBeforeTax, string ExchangeRate, string Date,
    string? Deadline, string CurrencyTax, string Tax, bool Reconciled, string AccountingStatus, string Filename, string PublicFileUrl, string RemainingAmountWithTax,
    string RemainingAmountWithoutTax, object? LedgerEntry, PennylaneLink Supplier, PennylaneUrl InvoiceLines, PennylaneUrl Categories, object? TransactionReference,
    string PaymentStatus, bool Paid, PennylaneUrl Payments, PennylaneUrl MatchedTransactions, string? ExternalReference, PennylaneEInvoicing? EInvoicing, string? ArchivedAt,
    string CreatedAt, string UpdatedAt)
{
    public static PennylaneInvoice Of(HttpContext context, Account account, FileLinks links, Bill bill)
    {
        var details = bill.Details;
        var sign = details.IsCreditNote ? -1 : 1;
        var (net, tax, total) = (Text.Amount(sign * details.NetMinor), Text.Amount(sign * details.TaxMinor), Text.Amount(sign * details.TotalMinor));
        var isElectronic = bill.File.Syntax is DocumentSyntax.Ubl or DocumentSyntax.Cii;
        var api = $"{context.Request.Scheme}://{context.Request.Host}/api/external/v2";
        var own = $"{api}/supplier_invoices/{bill.Id}";
        var supplier = PennylaneSupplier.IdOf(details.Seller);
        return new PennylaneInvoice(
            long.Parse(bill.Id, Text.Invariant), $"Facture {details.Seller.Name} - {details.Number}", details.Number, details.Currency, total, total, net, "1.0",
            Text.Day(details.IssueDate), details.DueDate is { } due ? Text.Day(due) : null, tax, tax, false, "draft",
            isElectronic ? $"{details.Number}.pdf" : bill.File.Name, links.Make(context, account, bill, isElectronic ? FileForm.Readable : FileForm.Original), total, net, null,
            new PennylaneLink(supplier, $"{api}/suppliers/{supplier}"), new PennylaneUrl($"{own}/invoice_lines"), new PennylaneUrl($"{own}/categories"), null,
            "to_be_paid", false, new PennylaneUrl($"{own}/payments"), new PennylaneUrl($"{own}/matched_transactions"), null,
            isElectronic ? new PennylaneEInvoicing("received", null, new PennylaneFlow(bill.AttachmentId), links.Make(context, account, bill, FileForm.Original)) : null,
            null, Text.Microseconds(bill.CreatedAt), Text.Microseconds(bill.UpdatedAt));
    }
}
