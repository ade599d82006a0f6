using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>A postal address; what is empty is null.</summary>
internal sealed record XeroAddress(string? Street, string? City, string? PostalCode, string? Country)
{
    public static XeroAddress Read(JsonElement address) =>
        new(address.Text("AddressLine1"), address.Text("City"), address.Text("PostalCode"), address.Text("Country"));

    public static XeroAddress Of(VendorAddress address) => new(Filled(address.Street), Filled(address.City), Filled(address.PostalCode), Filled(address.CountryCode));

    public object Body(string type) => new { AddressType = type, AddressLine1 = Street ?? "", City = City ?? "", PostalCode = PostalCode ?? "", Country = Country ?? "" };

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
