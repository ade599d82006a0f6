namespace Quittance.Domain.Intake.Rules;

/// <summary>Who the parties are.</summary>
internal static class PartyRules
{
    private const string Representative = "The tax representative (BG-11)";

    // ISO 3166-1, and EL, which Greece uses for VAT.
    private const string GreeceForVat = "EL";

    public static IEnumerable<DocumentFault> Check(EInvoice invoice) =>
        Seller(invoice.Seller)
            .Concat(Buyer(invoice.Buyer))
            .Concat(invoice.Payee is { } payee ? Payee(invoice, payee) : [])
            .Concat(invoice.TaxRepresentative is { } representative ? TaxRepresentative(representative) : [])
            .Concat(VatNumber(invoice.Seller, "BT-31"))
            .Concat(VatNumber(invoice.Buyer, "BT-48"))
            .Concat(invoice.TaxRepresentative is { } taxed ? VatNumber(taxed, "BT-63") : []);

    private static IEnumerable<DocumentFault> Seller(EInvoiceParty seller) =>
        Broken.Unless(seller.Name is not null, "BR-06", "seller name (BT-27)")
            .Concat(Broken.Unless(seller.Address is not null, "BR-08", "postal address of the seller (BG-5)"))
            .Concat(Broken.Unless(seller.Address?.CountryCode is not null, "BR-09", "country of the seller (BT-40)"))
            .Concat(Broken.Unless(
                seller.VatId is not null || seller.LegalRegistrations.Count > 0 || seller.Identifiers.Count > 0,
                "BR-CO-26",
                "identifier, registration or VAT number of the seller (BT-29, BT-30, BT-31)"))
            .Concat(Scheme(seller, "BR-62", "The seller's electronic address (BT-34)"));

    private static IEnumerable<DocumentFault> Buyer(EInvoiceParty buyer) =>
        Broken.Unless(buyer.Name is not null, "BR-07", "buyer name (BT-44)")
            .Concat(Broken.Unless(buyer.Address is not null, "BR-10", "postal address of the buyer (BG-8)"))
            .Concat(Broken.Unless(buyer.Address?.CountryCode is not null, "BR-11", "country of the buyer (BT-55)"))
            .Concat(Scheme(buyer, "BR-63", "The buyer's electronic address (BT-49)"));

    private static IEnumerable<DocumentFault> Scheme(EInvoiceParty party, string rule, string what) =>
        party.ElectronicAddress is { Scheme: null } ? [Broken.Rule(rule, $"{what} does not say which scheme it is of.")] : [];

    // A payee is named only when it is somebody else. UBL knows the trading name of both, CII the registered one.
    private static IEnumerable<DocumentFault> Payee(EInvoice invoice, EInvoiceParty payee)
    {
        var seller = invoice.Seller;
        var sellerName = invoice.Syntax == EInvoiceSyntax.Cii ? seller.Name : seller.TradingName;
        if (payee.Name is null)
        {
            yield return Broken.Rule("BR-17", "The payee (BG-10) has no readable name (BT-59).");
        }
        else if (payee.Name == sellerName || ValuesOf(seller).Overlaps(payee.Identifiers.Select(id => id.Value)))
        {
            yield return Broken.Rule("BR-17", "The payee (BG-10) is the seller; it may only be named when it is somebody else.");
        }
    }

    // A set, because a hostile document has as many as fit into it.
    private static HashSet<string> ValuesOf(EInvoiceParty party) => [.. party.Identifiers.Select(id => id.Value)];

    private static IEnumerable<DocumentFault> TaxRepresentative(EInvoiceParty party) =>
        Broken.Unless(party.Name is not null, "BR-18", "name (BT-62)", Representative)
            .Concat(Broken.Unless(party.Address is not null, "BR-19", "postal address (BG-12)", Representative))
            .Concat(Broken.Unless(party.Address?.CountryCode is not null, "BR-20", "country (BT-69)", Representative))
            .Concat(Broken.Unless(party.VatId is not null, "BR-56", "VAT number (BT-63)", Representative));

    private static IEnumerable<DocumentFault> VatNumber(EInvoiceParty party, string term)
    {
        if (party.VatId is { } number && !StartsWithCountry(number))
        {
            yield return Broken.Rule("BR-CO-09", $"A VAT number ({term}) does not start with the code of a country.");
        }
    }

    private static bool StartsWithCountry(string number) =>
        number.Length >= 2 && number[..2] is var prefix && (prefix == GreeceForVat || CodeLists.Countries.Contains(prefix));
}
