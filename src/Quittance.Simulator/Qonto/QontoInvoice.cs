using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Qonto;

/// <summary>A supplier invoice. Its file has to be asked for with <c>attachment_id</c>.</summary>
internal sealed record QontoInvoice(
    string Id, string OrganizationId, string Status, string SourceType, string Source, string AttachmentId, string DisplayAttachmentId, string FileName,
    string InvoiceNumber, string SupplierName, string? VatNumber, string? Tin, string? Description, QontoAmount TotalAmount, QontoAmount TotalAmountExcludingTaxes,
    QontoAmount TotalTaxAmount, QontoAmount PayableAmount, string IssueDate, string? DueDate, string? PaymentDate, string? ScheduledDate, string? Iban, bool IsEinvoice,
    bool IsCreditNote, bool HasDiscrepancies, bool HasDuplicates, bool IsAttachmentInvoice, string AttachmentCategory, string? InitiatorId, object? RequestTransfer,
    IReadOnlyList<object> EinvoicingLifecycleEvents, IReadOnlyList<string> MatchedTransactions, string AnalyzedAt, string CreatedAt, string UpdatedAt)
{
    public static QontoInvoice Of(Account account, Bill bill)
    {
        var details = bill.Details;
        QontoAmount Amount(long minor) => new(Text.Amount(minor), details.Currency);
        var isElectronic = bill.File.Syntax is DocumentSyntax.Ubl or DocumentSyntax.Cii;
        return new QontoInvoice(
            bill.Id, account.OrganizationId, "to_review", isElectronic ? "e_invoicing" : "email", isElectronic ? "e_invoicing" : "email_forward", bill.AttachmentId,
            bill.AttachmentId, bill.File.Name, details.Number, details.Seller.Name, details.Seller.Vat, details.Seller.Siren, null, Amount(details.TotalMinor),
            Amount(details.NetMinor), Amount(details.TaxMinor), Amount(details.TotalMinor), Text.Day(details.IssueDate),
            details.DueDate is { } due ? Text.Day(due) : null, null, null, details.Seller.Iban, isElectronic, details.IsCreditNote, false, false, true, "INVOICE", null, null,
            [], [], Text.Milliseconds(bill.CreatedAt), Text.Milliseconds(bill.CreatedAt), Text.Milliseconds(bill.UpdatedAt));
    }
}
