using System.Text.Json;
using Quittance.Connectors.Http;

namespace Quittance.Connectors.InvoiceProviders.Pennylane;

/// <summary>A supplier invoice as Pennylane tells it. Amounts are in <see cref="Currency"/>; those of a credit note are negative.</summary>
/// <param name="PublicLink">To the PDF, or to the image that was uploaded; valid for 30 minutes.</param>
/// <param name="SourceLink">To the XML that the bill's platform delivered, before Pennylane made a PDF of it.</param>
/// <param name="Remaining">What is still to be paid, with VAT.</param>
internal sealed record PennylaneBill(
    string Id,
    string? Number,
    string? Currency,
    DateOnly? Date,
    DateOnly? Deadline,
    decimal? WithVat,
    decimal? WithoutVat,
    decimal? Vat,
    decimal? Remaining,
    string? PaymentStatus,
    bool? IsPaid,
    string? SupplierId,
    string? FileName,
    string? PublicLink,
    string? SourceLink,
    DateTimeOffset? ArchivedAt,
    DateTimeOffset? UpdatedAt)
{
    /// <summary>Whether Pennylane has paid it, or is about to: to pay it here too would pay it twice.</summary>
    public bool IsSettled => IsPaid == true
        || PaymentStatus is "payment_scheduled" or "payment_in_progress" or "payment_emitted" or "payment_found" or "paid_offline" or "fully_paid";

    /// <summary>Reads the answer to <c>GET /supplier_invoices/{id}</c>, or an entry of the list.</summary>
    /// <exception cref="Domain.Intake.ProviderException">It is none.</exception>
    public static PennylaneBill Read(JsonElement json) => new(
        json.RequiredText("id"),
        json.Line("invoice_number"),
        json.Line("currency"),
        json.Day("date"),
        json.Day("deadline"),
        json.Amount("currency_amount"),
        json.Amount("currency_amount_before_tax"),
        json.Amount("currency_tax"),
        json.Amount("remaining_amount_with_tax"),
        json.Line("payment_status"),
        json.Flag("paid"),
        json.Part("supplier")?.Line("id"),
        json.Line("filename"),
        json.Text("public_file_url"),
        json.Part("e_invoicing")?.Text("source_file_url"),
        json.Instant("archived_at"),
        json.Instant("updated_at"));
}
