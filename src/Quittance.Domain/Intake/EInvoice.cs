using System.Collections.Frozen;

namespace Quittance.Domain.Intake;

/// <summary>
/// What an electronic invoice says of itself, in the words of EN 16931-1 and whatever its syntax was. It is evidence, not yet a
/// bill of ours: anything may be missing or wrong, so every value is nullable, text is as written (names, numbers and codes on one
/// line), and amounts are bare decimals in <see cref="CurrencyCode"/>.
/// </summary>
/// <remarks>The numbers in the comments are the business terms (BT) and groups (BG) of EN 16931-1:2017.</remarks>
public sealed record EInvoice
{
    /// <summary>The largest amount, price or quantity kept, either sign: what fits minor units of any currency in 64 bits.</summary>
    public const decimal AmountMax = 1_000_000_000_000_000m;

    /// <summary>The largest percentage kept, either sign.</summary>
    public const decimal PercentMax = 1_000_000m;

    // UNTDID 1001, the credit note subset that EN 16931 allows (rule BR-CL-01).
    internal static readonly FrozenSet<string> CreditNoteCodes =
        new[] { "81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532" }.ToFrozenSet();

    /// <summary>The syntax it was read from.</summary>
    public required EInvoiceSyntax Syntax { get; init; }

    /// <summary>BT-24, the specification it claims to follow, for example <c>urn:cen.eu:en16931:2017</c>.</summary>
    public string? ProfileId { get; init; }

    /// <summary>BT-23, the business process; in France the billing framework (<c>S1</c>, <c>B1</c> ...).</summary>
    public string? BusinessProcess { get; init; }

    /// <summary>BT-1, the number the seller gave it.</summary>
    public string? Number { get; init; }

    /// <summary>BT-2.</summary>
    public DateOnly? IssueDate { get; init; }

    /// <summary>BT-3, a code of UNTDID 1001: 380 invoice, 381 credit note, 384 correction, 389 self-billed ...</summary>
    public string? TypeCode { get; init; }

    /// <summary>True when its positive amounts are owed by the seller to the buyer (BT-3, or the UBL document type).</summary>
    public bool IsCreditNote => Syntax == EInvoiceSyntax.UblCreditNote || (TypeCode is not null && CreditNoteCodes.Contains(TypeCode));

    /// <summary>BT-5, ISO 4217 as written; the currency of every amount but <see cref="EInvoiceTotals.VatInTaxCurrency"/>.</summary>
    public string? CurrencyCode { get; init; }

    /// <summary>BT-6, the currency VAT is accounted in, when it is another one.</summary>
    public string? TaxCurrencyCode { get; init; }

    /// <summary>BT-7, when VAT becomes chargeable, if that is neither the day of issue nor of delivery.</summary>
    public DateOnly? TaxPointDate { get; init; }

    /// <summary>BT-8, the same as a code: 3, 35, 432 of UNTDID 2005 in UBL; 5, 29, 72 of UNTDID 2475 in CII.</summary>
    public string? TaxPointCode { get; init; }

    /// <summary>BT-9.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>BT-20, free text; several parts are separate lines.</summary>
    public string? PaymentTerms { get; init; }

    /// <summary>BT-10, what the buyer asked to be quoted to route the invoice inside its house.</summary>
    public string? BuyerReference { get; init; }

    /// <summary>BT-11.</summary>
    public string? ProjectReference { get; init; }

    /// <summary>BT-12.</summary>
    public string? ContractReference { get; init; }

    /// <summary>BT-13, the buyer's number of its order.</summary>
    public string? PurchaseOrderReference { get; init; }

    /// <summary>BT-14, the seller's number of that order.</summary>
    public string? SalesOrderReference { get; init; }

    /// <summary>BT-15.</summary>
    public string? ReceivingAdviceReference { get; init; }

    /// <summary>BT-16.</summary>
    public string? DespatchAdviceReference { get; init; }

    /// <summary>BT-17, the call for tenders or the lot.</summary>
    public string? TenderReference { get; init; }

    /// <summary>BT-18, what is invoiced: a meter, a subscription; its scheme is a code of UNTDID 1153.</summary>
    public EInvoiceIdentifier? InvoicedObject { get; init; }

    /// <summary>BT-19, the buyer's account the seller was asked to quote.</summary>
    public string? BuyerAccountingReference { get; init; }

    /// <summary>BG-3, the invoices this one corrects, credits or settles (BT-25, BT-26).</summary>
    public IReadOnlyList<EInvoiceReference> PrecedingInvoices { get; init; } = [];

    /// <summary>BG-1.</summary>
    public IReadOnlyList<EInvoiceNote> Notes { get; init; } = [];

    /// <summary>BG-4.</summary>
    public required EInvoiceParty Seller { get; init; }

    /// <summary>BG-7.</summary>
    public required EInvoiceParty Buyer { get; init; }

    /// <summary>BG-10, who is to be paid when that is not the seller, a factor for example; null otherwise.</summary>
    public EInvoiceParty? Payee { get; init; }

    /// <summary>BG-11, who answers for the seller's VAT in the buyer's country; null otherwise.</summary>
    public EInvoiceParty? TaxRepresentative { get; init; }

    /// <summary>BG-13; null when the document says nothing of a delivery.</summary>
    public EInvoiceDelivery? Delivery { get; init; }

    /// <summary>BG-14; null when there is none.</summary>
    public EInvoicePeriod? Period { get; init; }

    /// <summary>BG-16: each way to pay, in the document's order; one per account.</summary>
    public IReadOnlyList<EInvoicePaymentMeans> PaymentMeans { get; init; } = [];

    /// <summary>BT-90, the seller's identifier as a direct debit creditor.</summary>
    public string? DirectDebitCreditorId { get; init; }

    /// <summary>BG-20 and BG-21, allowances and charges on the whole document.</summary>
    public IReadOnlyList<EInvoiceAllowanceCharge> AllowancesAndCharges { get; init; } = [];

    /// <summary>BG-22.</summary>
    public required EInvoiceTotals Totals { get; init; }

    /// <summary>BG-23, one row per VAT category and rate.</summary>
    public IReadOnlyList<EInvoiceVat> VatBreakdown { get; init; } = [];

    /// <summary>Every currency that some amount names, in order; more than one when VAT is stated in another, or by mistake.</summary>
    public IReadOnlyList<string> AmountCurrencies { get; init; } = [];

    /// <summary>BG-24, named but not decoded.</summary>
    public IReadOnlyList<EInvoiceAttachment> Attachments { get; init; } = [];

    /// <summary>BG-25; empty in the Factur-X profiles MINIMUM and BASIC WL.</summary>
    public IReadOnlyList<EInvoiceLine> Lines { get; init; } = [];
}
