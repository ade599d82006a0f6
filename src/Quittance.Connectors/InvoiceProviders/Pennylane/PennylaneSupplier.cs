using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Pennylane;

/// <summary>A supplier as Pennylane tells it.</summary>
/// <param name="Siret">Pennylane's <c>establishment_no</c>.</param>
/// <param name="Siren">Pennylane's <c>reg_no</c>.</param>
internal sealed record PennylaneSupplier(string? Name, string? Siret, string? Siren, string? VatNumber, string? Iban, EInvoiceAddress? Address)
{
    /// <summary>Reads the answer to <c>GET /suppliers/{id}</c>.</summary>
    /// <exception cref="ProviderException">It is none.</exception>
    public static PennylaneSupplier Read(JsonElement json) => new(
        json.Line("name"),
        json.Line("establishment_no"),
        json.Line("reg_no"),
        json.Line("vat_number"),
        json.Line("iban"),
        json.Part("postal_address") is { } address ? AddressOf(address) : null);

    private static EInvoiceAddress AddressOf(JsonElement json) => new()
    {
        Lines = json.Line("address") is { } line ? [line] : [],
        PostCode = json.Line("postal_code"),
        City = json.Line("city"),
        CountryCode = json.Line("country_alpha2"),
    };
}
