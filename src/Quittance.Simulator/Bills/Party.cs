namespace Quittance.Simulator.Bills;

/// <summary>Who sells or buys.</summary>
/// <param name="Siren">Nine digits, the legal unit.</param>
/// <param name="Siret">Fourteen digits, one of its places.</param>
/// <param name="Vat">Such as <c>FR88100000009</c>.</param>
internal sealed record Party(string Name, string? Siren, string? Vat = null, string? Siret = null, string? Iban = null)
{
    /// <summary>AFNOR's fictive seller.</summary>
    public static readonly Party Seller = new("Encres du Rhône SARL", "100000009", "FR88100000009", "10000000900017", "FR7630000000020000006789022");

    /// <summary>AFNOR's fictive buyer.</summary>
    public static readonly Party Buyer = new("Atelier Lumen SAS", "200000008", "FR37200000008");
}
