using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>A postal address; what is empty is null.</summary>
internal sealed record XeroAddress(string? Street, string? City, string? PostalCode, string? Country)
{
    private const int StreetMax = 500;

    private const int CityMax = 255;

    private const int PostalCodeMax = 50;

    private const int CountryMax = 50;

    public static XeroAddress Read(JsonElement address) =>
        new(address.Text("AddressLine1"), address.Text("City"), address.Text("PostalCode"), address.Text("Country"));

    public static XeroAddress Of(VendorAddress address) => new(
        Filled(address.Street, StreetMax), Filled(address.City, CityMax), Filled(address.PostalCode, PostalCodeMax), Filled(address.CountryCode, CountryMax));

    public object Body(string type) => new { AddressType = type, AddressLine1 = Street ?? "", City = City ?? "", PostalCode = PostalCode ?? "", Country = Country ?? "" };

    private static string? Filled(string? text, int charactersMax) => AccountingText.LineOrNull(AccountingText.WithoutEmoji(text), charactersMax);
}
