using System.ComponentModel;
using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Server.Api.Intake.V3;

/// <summary>What an electronic invoice says, in the terms of EN 16931. Account numbers show their last four characters only.</summary>
[SnakeCase]
public sealed record InvoiceContent(
    [property: Description("ubl_invoice, ubl_credit_note, cii, zugferd1 or provider_data.")] string Syntax,
    [property: Description("UNTDID 1001: 380 invoice, 381 credit note ...")] string? TypeCode,
    [property: Description("The specification that it claims to follow.")] string? Profile,
    [property: Description("In France the billing framework, such as S1.")] string? BusinessProcess,
    [property: Description("The currency of its VAT accounting, when it is another one.")] string? TaxCurrency,
    DateTimeOffset? TaxPointDate,
    string? TaxPointCode,
    string? PaymentTerms,
    InvoiceReferences References,
    IReadOnlyList<InvoiceNote> Notes,
    InvoiceParty Seller,
    InvoiceParty Buyer,
    [property: Description("Who is to be paid, when that is not the seller.")] InvoiceParty? Payee,
    InvoiceParty? TaxRepresentative,
    InvoiceDelivery? Delivery,
    InvoicePeriod? Period,
    IReadOnlyList<InvoicePaymentMeans> PaymentMeans,
    [property: Description("The seller's identifier as a direct debit creditor.")] string? DirectDebitCreditorId,
    IReadOnlyList<InvoiceAllowance> AllowancesAndCharges,
    InvoiceTotals Totals,
    IReadOnlyList<InvoiceVat> VatBreakdown,
    IReadOnlyList<InvoiceLineWire> Lines,
    IReadOnlyList<InvoiceAttachment> Attachments)
{
    internal static InvoiceContent Of(EInvoice invoice) => new(
        Storage.Words.Of(invoice.Syntax),
        invoice.TypeCode,
        invoice.ProfileId,
        invoice.BusinessProcess,
        invoice.TaxCurrencyCode,
        V3Page.Written(invoice.TaxPointDate),
        invoice.TaxPointCode,
        Free(invoice.PaymentTerms),
        InvoiceReferences.Of(invoice),
        [.. invoice.Notes.Select(note => new InvoiceNote(Free(note.Text)!, note.SubjectCode))],
        InvoiceParty.Of(invoice.Seller)!,
        InvoiceParty.Of(invoice.Buyer)!,
        InvoiceParty.Of(invoice.Payee),
        InvoiceParty.Of(invoice.TaxRepresentative),
        InvoiceDelivery.Of(invoice.Delivery),
        InvoicePeriod.Of(invoice.Period),
        [.. invoice.PaymentMeans.Select(InvoicePaymentMeans.Of)],
        invoice.DirectDebitCreditorId,
        [.. invoice.AllowancesAndCharges.Select(InvoiceAllowance.Of)],
        InvoiceTotals.Of(invoice.Totals),
        [.. invoice.VatBreakdown.Select(InvoiceVat.Of)],
        [.. invoice.Lines.Select(InvoiceLineWire.Of)],
        [.. invoice.Attachments.Select(InvoiceAttachment.Of)]);

    /// <summary>Text that people wrote as they liked: they put accounts into it.</summary>
    internal static string? Free(string? text) => text is null ? null : Iban.MaskWithin(text);

    /// <summary>A rate as v3.0 writes it: 0.2 stands for 20 percent.</summary>
    internal static decimal? Rate(decimal? percent) => percent / 100;
}

/// <summary>What the bill refers to.</summary>
[SnakeCase]
public sealed record InvoiceReferences(
    [property: Description("What the buyer asked to be quoted.")] string? Buyer,
    string? Project,
    string? Contract,
    [property: Description("The buyer's number of its order.")] string? PurchaseOrder,
    [property: Description("The seller's number of that order.")] string? SalesOrder,
    string? ReceivingAdvice,
    string? DespatchAdvice,
    [property: Description("The call for tenders or the lot.")] string? Tender,
    [property: Description("What is invoiced: a meter, a subscription.")] InvoiceIdentifier? InvoicedObject,
    string? BuyerAccounting,
    [property: Description("The invoices that this one corrects, credits or settles.")] IReadOnlyList<InvoicePreceding> PrecedingInvoices)
{
    internal static InvoiceReferences Of(EInvoice invoice) => new(
        invoice.BuyerReference,
        invoice.ProjectReference,
        invoice.ContractReference,
        invoice.PurchaseOrderReference,
        invoice.SalesOrderReference,
        invoice.ReceivingAdviceReference,
        invoice.DespatchAdviceReference,
        invoice.TenderReference,
        InvoiceIdentifier.Of(invoice.InvoicedObject),
        invoice.BuyerAccountingReference,
        [.. invoice.PrecedingInvoices.Select(preceding => new InvoicePreceding(preceding.Number, V3Page.Written(preceding.IssueDate)))]);
}

/// <summary>An invoice that another one refers to.</summary>
[SnakeCase]
public sealed record InvoicePreceding(string? Number, DateTimeOffset? IssueDate);

/// <summary>A remark on the whole document.</summary>
[SnakeCase]
public sealed record InvoiceNote(string Text, [property: Description("UNTDID 4451.")] string? SubjectCode);

/// <summary>Where and when it was delivered.</summary>
[SnakeCase]
public sealed record InvoiceDelivery(string? Name, InvoiceIdentifier? Location, DateTimeOffset? Date, InvoiceAddress? Address)
{
    internal static InvoiceDelivery? Of(EInvoiceDelivery? delivery) => delivery is null
        ? null
        : new(delivery.Name, InvoiceIdentifier.Of(delivery.Location), V3Page.Written(delivery.Date), InvoiceAddress.Of(delivery.Address));
}

/// <summary>A span of days, both included.</summary>
[SnakeCase]
public sealed record InvoicePeriod(DateTimeOffset? Start, DateTimeOffset? End)
{
    internal static InvoicePeriod? Of(EInvoicePeriod? period) => period is null ? null : new(V3Page.Written(period.Start), V3Page.Written(period.End));
}

/// <summary>The totals as the seller states them; nothing here is computed.</summary>
[SnakeCase]
public sealed record InvoiceTotals(
    decimal? Lines, decimal? Allowances, decimal? Charges, decimal? Ht, decimal? Tva, decimal? TvaInTaxCurrency, decimal? Ttc, decimal? Prepaid, decimal? Rounding, decimal? Due)
{
    internal static InvoiceTotals Of(EInvoiceTotals totals) => new(
        totals.Lines, totals.Allowances, totals.Charges, totals.WithoutVat, totals.Vat, totals.VatInTaxCurrency, totals.WithVat, totals.Prepaid, totals.Rounding, totals.Due);
}

/// <summary>A row of the VAT breakdown.</summary>
[SnakeCase]
public sealed record InvoiceVat(
    [property: Description("0.2 stands for 20 percent.")] decimal? Rate,
    decimal? Base,
    decimal? Amount,
    [property: Description("UNTDID 5305: S standard, Z zero, E exempt, AE reverse charge ...")] string? Category,
    string? ExemptionReason,
    string? ExemptionReasonCode)
{
    internal static InvoiceVat Of(EInvoiceVat vat) =>
        new(InvoiceContent.Rate(vat.Rate), vat.TaxableAmount, vat.TaxAmount, vat.Category, vat.ExemptionReason, vat.ExemptionReasonCode);
}

/// <summary>A supporting document.</summary>
[SnakeCase]
public sealed record InvoiceAttachment(
    [property: Description("Its bytes are at .../attachments/{number} when it is inside.")] int Number,
    string? Reference,
    string? Description,
    [property: Description("As the sender named it; null when it is not inside.")] string? FileName,
    [property: Description("As the sender claims.")] string? MimeType,
    [property: Description("Where the sender says that it is; never fetched.")] string? ExternalLocation)
{
    internal static InvoiceAttachment Of(EInvoiceAttachment attachment, int place) =>
        new(place + 1, attachment.Reference, attachment.Description, attachment.FileName, attachment.MimeType, attachment.ExternalLocation);
}
