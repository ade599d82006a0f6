using System.Collections.Frozen;

namespace Quittance.Domain.Intake.Rules;

/// <summary>What one VAT category (UNTDID 5305) asks of an invoice: the rules of its family as a row of a table.</summary>
/// <param name="Code">As in BT-118, BT-151, BT-95 and BT-102.</param>
/// <param name="Family">What the ids of its rules begin with.</param>
/// <param name="Rate">Which rates it has.</param>
/// <param name="Seller">How the seller must be known.</param>
/// <param name="Buyer">How the buyer must be known.</param>
/// <param name="Reason">Whether a reason for exemption is asked for (true), or must not be given (false).</param>
internal sealed record VatCategory(
    string Code, string Family, VatCategory.Rates Rate, VatCategory.Known Seller, VatCategory.Known Buyer, bool Reason)
{
    public const string Standard = "S";
    public const string IntraCommunity = "K";
    public const string OutsideScope = "O";
    public const string ItalianSplit = "B";

    public static IReadOnlyList<VatCategory> All { get; } =
    [
        new(Standard, "BR-S", Rates.AboveZero, Known.ForAnyTax, Known.Whoever, Reason: false),
        new("Z", "BR-Z", Rates.Zero, Known.ForAnyTax, Known.Whoever, Reason: false),
        new("E", "BR-E", Rates.Zero, Known.ForAnyTax, Known.Whoever, Reason: true),
        new("AE", "BR-AE", Rates.Zero, Known.ForAnyTax, Known.ForVatOrByRegister, Reason: true),
        new(IntraCommunity, "BR-IC", Rates.Zero, Known.ForVat, Known.ForVat, Reason: true),
        new("G", "BR-G", Rates.Zero, Known.ForVat, Known.Whoever, Reason: true),
        new(OutsideScope, "BR-O", Rates.None, Known.NotForVat, Known.NotForVat, Reason: true),
        new("L", "BR-AF", Rates.ZeroOrAbove, Known.ForAnyTax, Known.Whoever, Reason: false),
        new("M", "BR-AG", Rates.ZeroOrAbove, Known.ForAnyTax, Known.Whoever, Reason: false),
    ];

    /// <summary>The rules of all families that compare amounts: 08 and 09 of each.</summary>
    public static FrozenSet<string> SumRules { get; } =
        All.SelectMany(category => new[] { category.Rule("08"), category.Rule("09") }).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Which rates a category has.</summary>
    internal enum Rates
    {
        None,
        Zero,
        ZeroOrAbove,
        AboveZero,
    }

    /// <summary>Which of a party's numbers have to be there.</summary>
    internal enum Known
    {
        Whoever,
        ForVat,
        ForAnyTax,
        ForVatOrByRegister,
        NotForVat,
    }

    /// <summary>True when it taxes at rates of its own, so that it may have several rows in the breakdown.</summary>
    public bool IsTaxed => Rate is Rates.AboveZero or Rates.ZeroOrAbove;

    public string Rule(string number) => $"{Family}-{number}";

    public bool Allows(decimal? rate) => Rate switch
    {
        Rates.None => rate is null,
        Rates.Zero => rate == 0,
        Rates.ZeroOrAbove => rate >= 0,
        Rates.AboveZero => rate > 0,
    };

    public bool Allows(EInvoice invoice)
    {
        var seller = invoice.Seller;
        var buyer = invoice.Buyer;
        var representative = invoice.TaxRepresentative?.VatId;
        var isSellerKnown = Seller switch
        {
            Known.ForVat => seller.VatId is not null || representative is not null,
            Known.NotForVat => seller.VatId is null && representative is null,
            _ => seller.VatId is not null || seller.TaxId is not null || representative is not null,
        };
        return isSellerKnown && Buyer switch
        {
            Known.ForVat => buyer.VatId is not null,
            Known.ForVatOrByRegister => buyer.VatId is not null || buyer.LegalRegistrations.Count > 0,
            Known.NotForVat => buyer.VatId is null,
            _ => true,
        };
    }

    /// <summary>Who must be known how, for a message.</summary>
    public string Parties => (Seller, Buyer) switch
    {
        (Known.NotForVat, _) => "no VAT number of the seller, its representative or the buyer",
        (_, Known.ForVat) => "a VAT number of the seller or its representative, and one of the buyer",
        (_, Known.ForVatOrByRegister) => "a tax number of the seller or its representative, and a VAT or register number of the buyer",
        (Known.ForVat, _) => "a VAT number of the seller or its representative",
        _ => "a tax number of the seller or its representative",
    };
}
