namespace Quittance.Domain.Intake;

/// <summary>A party of an electronic invoice. The terms are given as seller / buyer / payee / tax representative.</summary>
public sealed record EInvoiceParty
{
    private const string SirenScheme = "0002";
    private const string SiretScheme = "0009";

    /// <summary>BT-27 / BT-44 / BT-59 / BT-62, the registered name.</summary>
    public string? Name { get; init; }

    /// <summary>BT-28 / BT-45.</summary>
    public string? TradingName { get; init; }

    /// <summary>BT-34 / BT-49, the address on an electronic delivery network; an address, not a proof of who it is.</summary>
    public EInvoiceIdentifier? ElectronicAddress { get; init; }

    /// <summary>BT-30 / BT-47 / BT-61.</summary>
    public IReadOnlyList<EInvoiceIdentifier> LegalRegistrations { get; init; } = [];

    /// <summary>BT-29 / BT-46 / BT-60.</summary>
    public IReadOnlyList<EInvoiceIdentifier> Identifiers { get; init; } = [];

    /// <summary>BT-31 / BT-48 / - / BT-63.</summary>
    public string? VatId { get; init; }

    /// <summary>BT-32, a local tax number that is no VAT number.</summary>
    public string? TaxId { get; init; }

    /// <summary>BT-33 of the seller: legal form, capital, court of registration.</summary>
    public string? LegalInformation { get; init; }

    /// <summary>BG-5 / BG-8 / - / BG-12.</summary>
    public EInvoiceAddress? Address { get; init; }

    /// <summary>BT-41 / BT-56.</summary>
    public string? ContactName { get; init; }

    /// <summary>BT-42 / BT-57.</summary>
    public string? ContactPhone { get; init; }

    /// <summary>BT-43 / BT-58.</summary>
    public string? ContactEmail { get; init; }

    /// <summary>The French company number, raw: the first identifier of scheme 0002, as the sender claims it.</summary>
    public string? Siren => OfScheme(SirenScheme);

    /// <summary>The French establishment number, raw: the first identifier of scheme 0009.</summary>
    public string? Siret => OfScheme(SiretScheme);

    /// <summary>The VAT number when it claims to be French, raw.</summary>
    public string? FrenchVatId => VatId?.StartsWith("FR", StringComparison.OrdinalIgnoreCase) == true ? VatId : null;

    private string? OfScheme(string scheme) =>
        LegalRegistrations.Concat(Identifiers).FirstOrDefault(identifier => identifier.Scheme == scheme)?.Value;
}
