using System.Collections.Frozen;

namespace Quittance.Domain.Intake.Rules;

/// <summary>That what should be a code of a list is one. Codes that are missing are left to other rules.</summary>
internal static class CodeRules
{
    private static readonly FrozenSet<string> UblTaxPoints = CodeLists.Of("3 35 432");
    private static readonly FrozenSet<string> CiiTaxPoints = CodeLists.Of("5 29 72");

    public static IEnumerable<DocumentFault> Check(EInvoice invoice) =>
        Header(invoice)
            .Concat(Parties(invoice))
            .Concat(Amounts(invoice))
            .Concat(invoice.Lines.SelectMany(Line));

    private static IEnumerable<DocumentFault> Header(EInvoice invoice) =>
        Type(invoice)
            .Concat(invoice.AmountCurrencies.SelectMany(code => In(CodeLists.Currencies, "BR-CL-03", "currency of an amount", code)))
            .Concat(In(CodeLists.Currencies, "BR-CL-04", "currency (BT-5)", invoice.CurrencyCode))
            .Concat(In(CodeLists.Currencies, "BR-CL-05", "currency of VAT (BT-6)", invoice.TaxCurrencyCode))
            .Concat(In(invoice.Syntax == EInvoiceSyntax.Cii ? CiiTaxPoints : UblTaxPoints, "BR-CL-06", "tax point (BT-8)", invoice.TaxPointCode))
            .Concat(In(ReferenceCodes.All, "BR-CL-07", "scheme of the invoiced object (BT-18-1)", invoice.InvoicedObject?.Scheme))
            .Concat(invoice.Notes.SelectMany(note => In(CodeLists.NoteSubjects, "BR-CL-08", "subject of a note (BT-21)", note.SubjectCode)))
            .Concat(invoice.PaymentMeans.SelectMany(means => In(CodeLists.PaymentMeans, "BR-CL-16", "way to pay (BT-81)", means.TypeCode)))
            .Concat(invoice.Attachments.SelectMany(document => In(CodeLists.MimeTypes, "BR-CL-24", "type of an attachment (BT-125-1)", document.MimeType)));

    // UBL has a document type of its own for the codes of credit notes.
    private static IEnumerable<DocumentFault> Type(EInvoice invoice)
    {
        var isCode = invoice.TypeCode is not { } code || invoice.Syntax switch
        {
            EInvoiceSyntax.UblInvoice => CodeLists.InvoiceTypes.Contains(code),
            EInvoiceSyntax.UblCreditNote => EInvoice.CreditNoteCodes.Contains(code),
            _ => CodeLists.InvoiceTypes.Contains(code) || EInvoice.CreditNoteCodes.Contains(code),
        };
        return isCode ? [] : [No("BR-CL-01", "type of document (BT-3)", invoice.TypeCode!)];
    }

    private static IEnumerable<DocumentFault> Parties(EInvoice invoice)
    {
        var parties = new[] { invoice.Seller, invoice.Buyer, invoice.Payee, invoice.TaxRepresentative }.OfType<EInvoiceParty>().ToList();
        var addresses = parties.Select(party => party.Address).Append(invoice.Delivery?.Address);
        return parties.SelectMany(Party)
            .Concat(addresses.SelectMany(address => In(CodeLists.Countries, "BR-CL-14", "country", address?.CountryCode)))
            .Concat(In(CodeLists.IdentifierSchemes, "BR-CL-26", "scheme of the place of delivery (BT-71-1)", invoice.Delivery?.Location?.Scheme));
    }

    private static IEnumerable<DocumentFault> Party(EInvoiceParty party) =>
        party.Identifiers.SelectMany(id => In(CodeLists.IdentifierSchemes, "BR-CL-10", "scheme of an identifier", id.Scheme))
            .Concat(party.LegalRegistrations.SelectMany(id => In(CodeLists.IdentifierSchemes, "BR-CL-11", "scheme of a registration", id.Scheme)))
            .Concat(In(CodeLists.AddressSchemes, "BR-CL-25", "scheme of an electronic address", party.ElectronicAddress?.Scheme));

    // The breakdown shares its element with allowances in UBL, and with lines in CII; the rules follow the elements.
    private static IEnumerable<DocumentFault> Amounts(EInvoice invoice)
    {
        var breakdownRule = invoice.Syntax == EInvoiceSyntax.Cii ? "BR-CL-18" : "BR-CL-17";
        return invoice.VatBreakdown.SelectMany(row => In(CodeLists.VatCategories, breakdownRule, "VAT category (BT-118)", row.Category))
            .Concat(invoice.AllowancesAndCharges.SelectMany(part =>
                In(CodeLists.VatCategories, "BR-CL-17", "VAT category of an allowance or charge", part.VatCategory)))
            .Concat(invoice.AllowancesAndCharges.SelectMany(Reason))
            .Concat(invoice.VatBreakdown.SelectMany(row =>
                In(CodeLists.ExemptionReasons, "BR-CL-22", "reason for exemption (BT-121)", row.ExemptionReasonCode?.ToUpperInvariant())));
    }

    private static IEnumerable<DocumentFault> Reason(EInvoiceAllowanceCharge part) => part.IsCharge switch
    {
        true => In(CodeLists.ChargeReasons, "BR-CL-20", "reason for a charge", part.ReasonCode),
        false => In(CodeLists.AllowanceReasons, "BR-CL-19", "reason for an allowance", part.ReasonCode),
        null => [],
    };

    private static IEnumerable<DocumentFault> Line(EInvoiceLine line) =>
        In(CodeLists.VatCategories, "BR-CL-18", "VAT category of a line (BT-151)", line.VatCategory)
            .Concat(line.AllowancesAndCharges.SelectMany(Reason))
            .Concat(In(ReferenceCodes.All, "BR-CL-07", "scheme of an invoiced object (BT-128-1)", line.InvoicedObject?.Scheme))
            .Concat(line.ItemClasses.SelectMany(item => In(CodeLists.ItemClassLists, "BR-CL-13", "list of item classes (BT-158-1)", item.List)))
            .Concat(In(CodeLists.Countries, "BR-CL-15", "country of origin (BT-159)", line.OriginCountryCode))
            .Concat(In(CodeLists.IdentifierSchemes, "BR-CL-21", "scheme of a standard item identifier (BT-157-1)", line.StandardItemId?.Scheme))
            .Concat(In(UnitCodes.All, "BR-CL-23", "unit (BT-130)", line.UnitCode))
            .Concat(In(UnitCodes.All, "BR-CL-23", "unit of a price (BT-150)", line.PriceBaseUnitCode));

    private static IEnumerable<DocumentFault> In(FrozenSet<string> list, string rule, string what, string? code) =>
        code is null || list.Contains(code) ? [] : [No(rule, what, code)];

    // As much of the sender's text as helps to find it.
    private static DocumentFault No(string rule, string what, string code) =>
        Broken.Rule(rule, $"'{(code.Length <= 20 ? code : "a long text")}' is no code for the {what}.");
}
