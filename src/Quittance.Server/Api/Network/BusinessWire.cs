using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;

namespace Quittance.Server.Api.Network;

/// <summary>A new business.</summary>
public sealed record BusinessRequest(
    [property: Required, MaxLength(Limits.NameMax)] string? Name,
    string? LegalName,
    string? Email,
    AddressWire? Address,
    RegistrationNumbersWire? RegistrationNumbers,
    [property: Description("Your own id for it; unique in the organization.")] string? ForeignId,
    [property: Description("Up to 50 pairs of texts of your own.")] IReadOnlyDictionary<string, string?>? Metadata)
{
    internal BusinessContent Checked()
    {
        var check = new Check();
        var content = BusinessFields.Checked(check, Name, LegalName, Email, Address, RegistrationNumbers, ForeignId, Metadata);
        check.Done();
        return content;
    }
}

/// <summary>Changes to a business; what is left out stays as it is.</summary>
public sealed record BusinessPatch(
    string? Name,
    string? LegalName,
    string? Email,
    AddressWire? Address,
    RegistrationNumbersWire? RegistrationNumbers,
    string? ForeignId,
    IReadOnlyDictionary<string, string?>? Metadata)
{
    internal BusinessContent CheckedOver(Business current)
    {
        var check = new Check();
        if (this == new BusinessPatch(null, null, null, null, null, null, null))
        {
            check.Fault("body", "give at least one field to change");
        }

        var content = BusinessFields.Checked(
            check,
            Name ?? current.Name,
            LegalName ?? current.LegalName,
            Email ?? current.Email,
            Address ?? AddressWire.Of(current.Address),
            RegistrationNumbers ?? RegistrationNumbersWire.Of(current.Numbers),
            ForeignId ?? current.ForeignId,
            Metadata ?? current.Metadata.ToDictionary(pair => pair.Key, string? (pair) => pair.Value));
        check.Done();
        return content;
    }
}

/// <summary>A name of one's own for something.</summary>
public sealed record AliasRequest([property: Required, MaxLength(Limits.NameMax), Description("The name; an empty one takes the alias away.")] string? Alias)
{
    internal string? Checked()
    {
        var check = new Check();
        if (Alias is null)
        {
            check.Fault("alias", "alias is required");
        }

        var alias = check.Optional("alias", Alias);
        check.Done();
        return alias;
    }
}

/// <summary>A business as its own organization sees it.</summary>
public sealed record BusinessResponse(
    string Id,
    string Name,
    string? Alias,
    string? LegalName,
    string? Email,
    AddressWire? Address,
    RegistrationNumbersWire RegistrationNumbers,
    string? ForeignId,
    IReadOnlyDictionary<string, string> Metadata,
    [property: Description("Always verified: whoever runs this server vouches for its businesses.")] string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static BusinessResponse Of(BusinessRow row) => new(
        Ids.Write(NetworkIds.Business, row.Business.Id.Value),
        row.Business.Name,
        row.Alias,
        row.Business.LegalName,
        row.Business.Email,
        AddressWire.Of(row.Business.Address),
        RegistrationNumbersWire.Of(row.Business.Numbers),
        row.Business.ForeignId,
        row.Business.Metadata,
        "verified",
        row.Business.CreatedAt,
        row.Business.UpdatedAt);
}

/// <summary>A postal address.</summary>
public sealed record AddressWire(
    [property: Required] string? Street1,
    string? Street2,
    [property: Required] string? City,
    string? State,
    string? PostalCode,
    [property: Required, Description("ISO 3166-1 alpha-2, such as FR or US.")] string? Country)
{
    internal static AddressWire? Of(PostalAddress? address) => address is null
        ? null
        : new(address.Street1, address.Street2, address.City, address.State, address.PostalCode, address.Country);

    internal PostalAddress Checked(Check check, string field)
    {
        var country = check.Required($"{field}.country", Country, 2);
        if (country.Length > 0 && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
        {
            check.Fault($"{field}.country", "country must be an ISO 3166-1 alpha-2 code such as FR or US");
        }

        return new PostalAddress(
            check.Required($"{field}.street1", Street1),
            check.Optional($"{field}.street2", Street2),
            check.Required($"{field}.city", City),
            check.Optional($"{field}.state", State),
            check.Optional($"{field}.postalCode", PostalCode, 20),
            country);
    }
}

/// <summary>The numbers by which registers know a business; spaces are left out, leading zeros count.</summary>
public sealed record RegistrationNumbersWire(
    [property: Description("9 digits (INSEE), with its Luhn digit.")] string? Siren,
    [property: Description("14 digits (INSEE): SIREN and establishment.")] string? Siret,
    [property: Description("VAT identification number with its country prefix.")] string? Vat,
    [property: Description("US employer identification number, NN-NNNNNNN.")] string? Ein)
{
    internal static RegistrationNumbersWire Of(RegistrationNumbers numbers) =>
        new(numbers.Siren?.Text, numbers.Siret?.Text, numbers.Vat?.Text, numbers.Ein?.Text);
}

/// <summary>The rules of a business's fields, for creating and changing it.</summary>
internal static class BusinessFields
{
    private const int MetadataMax = 50;

    public static BusinessContent Checked(
        Check check,
        string? name,
        string? legalName,
        string? email,
        AddressWire? address,
        RegistrationNumbersWire? numbers,
        string? foreignId,
        IReadOnlyDictionary<string, string?>? metadata) => new(
            check.Required("name", name),
            check.Optional("legalName", legalName),
            check.Email("email", email),
            address?.Checked(check, "address"),
            Numbers(check, numbers),
            check.Optional("foreignId", foreignId),
            Metadata(check, metadata));

    private static RegistrationNumbers Numbers(Check check, RegistrationNumbersWire? wire)
    {
        if (!string.IsNullOrEmpty(wire?.Siren) & !Siren.TryParse(wire?.Siren, out var siren))
        {
            check.Fault("registrationNumbers.siren", "siren must be 9 digits with a valid check digit");
        }

        if (!string.IsNullOrEmpty(wire?.Siret) & !Siret.TryParse(wire?.Siret, out var siret))
        {
            check.Fault("registrationNumbers.siret", "siret must be 14 digits with a valid check digit");
        }

        if (!string.IsNullOrEmpty(wire?.Vat) & !VatNumber.TryParse(wire?.Vat, out var vat))
        {
            check.Fault("registrationNumbers.vat", "vat must be a VAT number with its country prefix, such as FR44732829320");
        }

        if (!string.IsNullOrEmpty(wire?.Ein) & !Ein.TryParse(wire?.Ein, out var ein))
        {
            check.Fault("registrationNumbers.ein", "ein must be 9 digits, NN-NNNNNNN");
        }

        if (siren is not null && siret is not null && siret.Siren != siren)
        {
            check.Fault("registrationNumbers.siret", "siret must begin with the siren");
        }

        return new RegistrationNumbers(siren, siret, vat, ein);
    }

    private static Dictionary<string, string> Metadata(Check check, IReadOnlyDictionary<string, string?>? metadata)
    {
        if (metadata?.Count > MetadataMax)
        {
            check.Fault("metadata", $"metadata must have at most {MetadataMax} entries");
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in metadata ?? new Dictionary<string, string?>())
        {
            if (key.Length > Limits.NameMax || key.Contains('\0', StringComparison.Ordinal))
            {
                check.Fault("metadata", $"a key of metadata must be at most {Limits.NameMax} characters and hold no U+0000");
            }
            else if (check.Optional($"metadata.{key}", value, Limits.TextMax) is { } text)
            {
                texts[key] = text;
            }
        }

        return texts;
    }
}
