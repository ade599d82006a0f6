using System.ComponentModel;
using Quittance.Domain.Intake;

namespace Quittance.Server.Api.Intake.V3;

/// <summary>A party of the bill with all its identifiers, as the document has them.</summary>
[SnakeCase]
public sealed record InvoiceParty(
    string? Name,
    string? TradingName,
    string? Siret,
    string? Siren,
    string? Vat,
    [property: Description("A local tax number that is no VAT number.")] string? TaxId,
    [property: Description("The address on an electronic delivery network.")] InvoiceIdentifier? ElectronicAddress,
    IReadOnlyList<InvoiceIdentifier> LegalRegistrations,
    IReadOnlyList<InvoiceIdentifier> Identifiers,
    [property: Description("Legal form, capital, court of registration.")] string? LegalInformation,
    InvoiceAddress? Address,
    string? ContactName,
    string? ContactPhone,
    string? ContactEmail)
{
    internal static InvoiceParty? Of(EInvoiceParty? party) => party is null
        ? null
        : new(
            party.Name,
            party.TradingName,
            party.Siret,
            party.Siren,
            party.VatId,
            party.TaxId,
            InvoiceIdentifier.Of(party.ElectronicAddress),
            [.. party.LegalRegistrations.Select(identifier => InvoiceIdentifier.Of(identifier)!)],
            [.. party.Identifiers.Select(identifier => InvoiceIdentifier.Of(identifier)!)],
            InvoiceContent.Free(party.LegalInformation),
            InvoiceAddress.Of(party.Address),
            party.ContactName,
            party.ContactPhone,
            party.ContactEmail);
}

/// <summary>An identifier and the register that it comes from.</summary>
[SnakeCase]
public sealed record InvoiceIdentifier(string Value, [property: Description("ISO 6523, or EAS for addresses: 0002 SIREN, 0009 SIRET, 0225 French e-address ...")] string? Scheme)
{
    internal static InvoiceIdentifier? Of(EInvoiceIdentifier? identifier) => identifier is null ? null : new(identifier.Value, identifier.Scheme);
}

/// <summary>A postal address.</summary>
[SnakeCase]
public sealed record InvoiceAddress(IReadOnlyList<string> Lines, string? PostCode, string? City, string? Subdivision, [property: Description("ISO 3166-1 alpha-2.")] string? Country)
{
    internal static InvoiceAddress? Of(EInvoiceAddress? address) =>
        address is null ? null : new(address.Lines, address.PostCode, address.City, address.Subdivision, address.CountryCode);
}

/// <summary>A line of the bill; amounts are without VAT.</summary>
[SnakeCase]
public sealed record InvoiceLineWire(
    string? Id,
    string? Label,
    string? Description,
    string? Note,
    decimal? Qty,
    [property: Description("UN/ECE Recommendation 20 or 21: C62 one, HUR hour, KGM kilogram ...")] string? Unit,
    [property: Description("For price_base_qty units.")] decimal? UnitPrice,
    [property: Description("One when null.")] decimal? PriceBaseQty,
    decimal? GrossPrice,
    decimal? PriceDiscount,
    [property: Description("The line's amount, after its allowances and charges.")] decimal? Ht,
    [property: Description("0.2 stands for 20 percent.")] decimal? VatRate,
    string? VatCategory,
    InvoicePeriod? Period,
    string? OrderLine,
    InvoiceIdentifier? InvoicedObject,
    string? BuyerAccounting,
    string? SellerItemId,
    string? BuyerItemId,
    InvoiceIdentifier? StandardItemId,
    string? OriginCountry,
    IReadOnlyList<InvoiceItemClass> ItemClasses,
    IReadOnlyList<InvoiceItemProperty> ItemProperties,
    IReadOnlyList<InvoiceAllowance> AllowancesAndCharges)
{
    internal static InvoiceLineWire Of(EInvoiceLine line) => new(
        line.Id,
        InvoiceContent.Free(line.Name),
        InvoiceContent.Free(line.Description),
        InvoiceContent.Free(line.Note),
        line.Quantity,
        line.UnitCode,
        line.Price,
        line.PriceBaseQuantity,
        line.GrossPrice,
        line.PriceDiscount,
        line.NetAmount,
        InvoiceContent.Rate(line.VatRate),
        line.VatCategory,
        InvoicePeriod.Of(line.Period),
        line.OrderLineReference,
        InvoiceIdentifier.Of(line.InvoicedObject),
        line.BuyerAccountingReference,
        line.SellerItemId,
        line.BuyerItemId,
        InvoiceIdentifier.Of(line.StandardItemId),
        line.OriginCountryCode,
        [.. line.ItemClasses.Select(item => new InvoiceItemClass(item.Code, item.List, item.ListVersion))],
        [.. line.ItemProperties.Select(item => new InvoiceItemProperty(item.Name, item.Value))],
        [.. line.AllowancesAndCharges.Select(InvoiceAllowance.Of)]);
}

/// <summary>The class of an item in a catalogue such as CPV.</summary>
[SnakeCase]
public sealed record InvoiceItemClass(string Code, string? List, string? ListVersion);

/// <summary>A property of an item: colour, size, meter number.</summary>
[SnakeCase]
public sealed record InvoiceItemProperty(string? Name, string? Value);

/// <summary>A reduction or an addition.</summary>
[SnakeCase]
public sealed record InvoiceAllowance(
    [property: Description("True adds, false takes off, null: the document does not say.")] bool? IsCharge,
    decimal? Amount,
    decimal? Base,
    [property: Description("0.1 stands for ten percent.")] decimal? Rate,
    string? Reason,
    string? ReasonCode,
    decimal? VatRate,
    string? VatCategory)
{
    internal static InvoiceAllowance Of(EInvoiceAllowanceCharge item) => new(
        item.IsCharge, item.Amount, item.BaseAmount, InvoiceContent.Rate(item.Percent), InvoiceContent.Free(item.Reason), item.ReasonCode, InvoiceContent.Rate(item.VatRate),
        item.VatCategory);
}

/// <summary>One way in which the seller asks to be paid.</summary>
[SnakeCase]
public sealed record InvoicePaymentMeans(
    [property: Description("UNTDID 4461: 30 credit transfer, 58 SEPA credit transfer, 59 SEPA direct debit ...")] string? TypeCode,
    string? Text,
    [property: Description("What to write on the payment.")] string? RemittanceReference,
    [property: Description("**** and the last four characters of the account to pay to.")] string? Account,
    string? AccountName,
    string? Bic,
    [property: Description("**** and the last four digits of the card that was charged.")] string? Card,
    string? CardHolder,
    string? MandateReference,
    [property: Description("**** and the last four characters of the buyer's account that the seller will debit.")] string? DebitedAccount)
{
    internal static InvoicePaymentMeans Of(EInvoicePaymentMeans means) => new(
        means.TypeCode,
        InvoiceContent.Free(means.Text),
        InvoiceContent.Free(means.RemittanceReference),
        Mask(means.Account),
        InvoiceContent.Free(means.AccountName),
        means.Bic,
        Mask(means.CardNumber),
        means.CardHolder,
        means.MandateReference,
        Mask(means.DebitedAccount));

    // Of a number so short that its last four would be nearly all of it, nothing is shown.
    private static string? Mask(string? number)
    {
        var compact = number is null ? null : string.Concat(number.Where(char.IsLetterOrDigit));
        return compact is null ? null : compact.Length > 6 ? $"****{compact[^4..]}" : "****";
    }
}
