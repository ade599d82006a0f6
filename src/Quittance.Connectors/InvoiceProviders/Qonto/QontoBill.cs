using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>A supplier invoice as Qonto tells it.</summary>
/// <param name="TaxNumber">The supplier's number with its tax office; in France its SIREN or SIRET.</param>
/// <param name="Payable">What is still to be paid.</param>
/// <param name="AttachmentId">The file as it came.</param>
internal sealed record QontoBill(
    string Id,
    string? Status,
    DateTimeOffset UpdatedAt,
    string? Number,
    DateOnly? IssueDate,
    DateOnly? DueDate,
    string? SupplierName,
    string? VatNumber,
    string? TaxNumber,
    string? Iban,
    string? Description,
    bool IsCreditNote,
    QontoAmount? WithVat,
    QontoAmount? WithoutVat,
    QontoAmount? Vat,
    QontoAmount? Payable,
    IReadOnlyList<QontoTax> Taxes,
    string? FileName,
    string? AttachmentId)
{
    private const int TaxesMax = 100;

    /// <summary>Reads an entry of the list, or the answer to <c>GET /supplier_invoices/{id}</c>, with or without its envelope.</summary>
    /// <exception cref="ProviderException">It is none.</exception>
    public static QontoBill Read(JsonElement json)
    {
        var bill = json.Part("supplier_invoice") ?? json;
        var supplier = bill.Part("supplier_snapshot") ?? bill;
        return new QontoBill(
            IdOf(bill),
            bill.Line("status"),
            bill.Instant("updated_at") ?? bill.Instant("created_at") ?? throw new ProviderException(ProviderFault.BadAnswer, "Qonto's answer has a bill without updated_at."),
            bill.Line("invoice_number"),
            bill.Day("issue_date"),
            bill.Day("due_date"),
            bill.Line("supplier_name") ?? supplier.Line("name") ?? bill.Line("issuer_name"),
            bill.Line("vat_number") ?? supplier.Line("vat_number"),
            bill.Line("tin") ?? bill.Line("tin_number") ?? supplier.Line("tin"),
            bill.Line("iban"),
            bill.Text("description"),
            bill.Flag("is_credit_note") ?? false,
            QontoAmount.Read(bill, "total_amount"),
            QontoAmount.Read(bill, "total_amount_excluding_taxes"),
            QontoAmount.Read(bill, "total_tax_amount"),
            QontoAmount.Read(bill, "payable_amount"),
            [.. bill.Items("taxes", TaxesMax).Select(QontoTax.Read)],
            bill.Line("file_name"),
            bill.Line("attachment_id") ?? bill.Line("display_attachment_id"));
    }

    private static string IdOf(JsonElement bill) => bill.RequiredText("id") is { Length: <= AnnouncedBill.TextMax } id
        ? id
        : throw new ProviderException(ProviderFault.BadAnswer, "Qonto's answer has an id that is too long.");
}
