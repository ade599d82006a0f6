using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>A contact as Xero tells it. <c>ContactNumber</c> carries our key: only the API can write it.</summary>
internal sealed record XeroContact(
    string Id, string Name, string? Number, string? TaxNumber, string? Email, XeroAddress? Postal, bool IsActive, bool IsCustomerOnly, DateTimeOffset? UpdatedAt)
{
    public const int CountMax = 1_000;

    private const int NameMax = 255;

    private const int EmailMax = 255;

    private const int TaxNumberMax = 50;

    /// <summary>Xero keeps an address of each type; the postal one is that of bills and payments.</summary>
    private const string PostalType = "POBOX";

    private const string KeyPrefix = "biz_";

    /// <summary>Whether it carries the key of one of our vendors.</summary>
    public bool IsOurs => Number?.StartsWith(KeyPrefix, StringComparison.Ordinal) == true;

    /// <summary>How the contact is referred to.</summary>
    public RemoteReference Reference => new(Id, XeroVersion.Of(UpdatedAt), UpdatedAt, null);

    /// <exception cref="Domain.Intake.ProviderException">It is no contact.</exception>
    public static XeroContact Read(JsonElement contact) => new(
        contact.Id("ContactID"),
        contact.Text("Name") ?? "",
        contact.Text("ContactNumber"),
        contact.Text("TaxNumber"),
        contact.Text("EmailAddress"),
        contact.Items("Addresses", CountMax).Where(address => address.Text("AddressType") == PostalType).Select(XeroAddress.Read).FirstOrDefault(),
        contact.Text("ContactStatus") is null or "ACTIVE",
        contact.YesNo("IsCustomer") == true && contact.YesNo("IsSupplier") != true,
        contact.Moment("UpdatedDateUTC"));

    /// <summary>All contacts of an answer.</summary>
    public static IReadOnlyList<XeroContact> ReadAll(JsonElement answer) => [.. answer.Items("Contacts", CountMax).Select(Read)];

    /// <summary>The one contact of an answer to a writing.</summary>
    public static XeroContact ReadWritten(JsonElement answer) => Read(XeroAnswer.Only(answer, "Contacts"));

    /// <summary>Whether the contact says what the vendor says. What the vendor does not say is left to Xero's users.</summary>
    public bool IsLike(VendorToPush vendor) =>
        Name == NameOf(vendor)
        && (TaxNumberOf(vendor) is not { } number || number == TaxNumber)
        && (EmailOf(vendor) is not { } email || email == Email)
        && (vendor.Address is null || XeroAddress.Of(vendor.Address) == Postal);

    /// <summary>The body that writes the vendor.</summary>
    /// <param name="id">The contact's id; null for a new one.</param>
    /// <param name="number">Our key, or that of whoever had put one there before.</param>
    public static object Body(VendorToPush vendor, string? id, string number) => new
    {
        Contacts = new[]
        {
            new
            {
                ContactID = id,
                ContactNumber = number,
                Name = NameOf(vendor),
                EmailAddress = EmailOf(vendor),
                TaxNumber = TaxNumberOf(vendor),
                Addresses = vendor.Address is { } address ? new[] { XeroAddress.Of(address).Body(PostalType) } : null,
            },
        },
    };

    /// <summary>The contact as the domain knows it.</summary>
    public RemoteVendor ToVendor() => new(Reference, Name, TaxNumber, Email, IsActive);

    // Xero refuses the contact for an address that it takes for none; one without is better.
    private static string? EmailOf(VendorToPush vendor) =>
        vendor.Email is { Length: > 0 and <= EmailMax } email && email.Contains('@', StringComparison.Ordinal) && email.All(letter => letter is > ' ' and <= '~') ? email : null;

    private static string? TaxNumberOf(VendorToPush vendor) => AccountingText.LineOrNull(vendor.TaxNumber, TaxNumberMax);

    /// <summary>The vendor's name as Xero takes it: without angle brackets, outer and repeated spaces.</summary>
    private static string NameOf(VendorToPush vendor) =>
        AccountingText.LineOrNull(AccountingText.WithoutEmoji(vendor.Name.Replace('<', '(').Replace('>', ')')), NameMax) ?? vendor.Key;
}
