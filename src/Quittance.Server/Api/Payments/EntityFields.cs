using System.Buffers.Text;
using System.Globalization;
using System.Text.RegularExpressions;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;

namespace Quittance.Server.Api.Payments;

/// <summary>The rules of an entity's fields, for creating and changing it.</summary>
internal static partial class EntityFields
{
    private const int MetadataMax = 50;
    private const int AliasesMax = 20;
    private const int LogoLengthMax = 256 * 1024;
    private const decimal EstimateMax = 1_000_000_000_000_000m;

    private static readonly Dictionary<string, BusinessKind> Kinds = EntityWords.Of<BusinessKind>();

    private static readonly Dictionary<string, int> Forms = new[]
    {
        "soleProprietorship", "unincorporatedAssociation", "trust", "publicCorporation", "privateCorporation", "llc", "partnership",
        "unincorporatedNonProfit", "incorporatedNonProfit",
    }.Select((word, index) => (word, index)).ToDictionary(pair => pair.word, pair => pair.index, StringComparer.Ordinal);

    /// <summary>What there is, with what is given over it.</summary>
    /// <param name="business">Null for a new one.</param>
    public static BusinessDescription Over(Check check, EntityUpdateRequest given, Business? business, BusinessProfile profile)
    {
        var common = profile with
        {
            Kind = check.OneOf("accountType", given.AccountType, Kinds) ?? profile.Kind,
            IsCustomer = given.IsCustomer ?? profile.IsCustomer,
            IsPayor = given.IsPayor ?? profile.IsPayor,
            IsPayee = given.IsPayee ?? profile.IsPayee,
            IsNetworkPayor = given.IsNetworkPayor ?? profile.IsNetworkPayor,
            IsNetworkPayee = given.IsNetworkPayee ?? profile.IsNetworkPayee,
            EmailTo = given.EmailTo is null ? profile.EmailTo : LocalPart(check, "emailTo", given.EmailTo),
            EmailToAliases = given.EmailToAlias is { } aliases ? Aliases(check, aliases) : profile.EmailToAliases,
            Logo = given.Logo is null ? profile.Logo : Image(check, given.Logo),
        };
        var content = new BusinessContent(
            business?.Name ?? "",
            business?.LegalName,
            business?.Email,
            business?.Address,
            business?.Numbers ?? RegistrationNumbers.None,
            given.ForeignId is null ? business?.ForeignId : check.Optional("foreignId", given.ForeignId),
            given.Metadata is null ? business?.Metadata ?? new Dictionary<string, string>() : Metadata(check, given.Metadata));
        return common.Kind == BusinessKind.Individual
            ? OfPerson(check, given.Profile?.Individual, content, common)
            : OfBusiness(check, given.Profile?.Business, content, common);
    }

    private static BusinessDescription OfBusiness(Check check, BusinessProfileRequest? given, BusinessContent content, BusinessProfile profile)
    {
        const string At = "profile.business";
        var legalName = content.Name.Length == 0 ? check.Required($"{At}.legalBusinessName", given?.LegalBusinessName) : check.Optional($"{At}.legalBusinessName", given?.LegalBusinessName);
        if (legalName is { Length: > 0 } name && name != (content.LegalName ?? content.Name))
        {
            content = content with { Name = name, LegalName = null }; // Both names are one here, so a new one replaces both.
        }

        if (given is null)
        {
            return new BusinessDescription(content, profile with { Person = null }, PersonSecrets.None);
        }

        var trade = profile.Trade with
        {
            Form = given.BusinessType is null ? profile.Trade.Form : check.OneOf($"{At}.businessType", given.BusinessType, Forms) is null ? null : given.BusinessType,
            DoingBusinessAs = given.DoingBusinessAs is null ? profile.Trade.DoingBusinessAs : check.Optional($"{At}.doingBusinessAs", given.DoingBusinessAs),
            Website = given.Website is null ? profile.Trade.Website : Website(check, $"{At}.website", given.Website),
            Description = given.Description is null ? profile.Trade.Description : check.Optional($"{At}.description", given.Description, Limits.TextMax),
            FormedOn = given.FormationDate is null ? profile.Trade.FormedOn : Day(check, $"{At}.formationDate", given.FormationDate),
            Mcc = given.IndustryCodes?.Mcc is null ? profile.Trade.Mcc : Mcc(check, given.IndustryCodes.Mcc),
            MonthlyVolume = Estimate(check, $"{At}.averageMonthlyTransactionVolume", given.AverageMonthlyTransactionVolume) ?? profile.Trade.MonthlyVolume,
            AverageSize = Estimate(check, $"{At}.averageTransactionSize", given.AverageTransactionSize) ?? profile.Trade.AverageSize,
            MaximumSize = Estimate(check, $"{At}.maxTransactionSize", given.MaxTransactionSize) ?? profile.Trade.MaximumSize,
        };
        content = content with
        {
            Email = given.Email is null ? content.Email : check.Email($"{At}.email", given.Email),
            Address = Address(check, $"{At}.address", given.Address) ?? content.Address,
            Numbers = given.TaxId?.Ein is null ? content.Numbers : content.Numbers with { Ein = EinOf(check, given.TaxId.Ein) },
        };
        return new BusinessDescription(content, profile with { Trade = trade, Phone = Phone(check, $"{At}.phone", given.Phone) ?? profile.Phone, Person = null }, PersonSecrets.None);
    }

    private static BusinessDescription OfPerson(Check check, IndividualProfileRequest? given, BusinessContent content, BusinessProfile profile)
    {
        const string At = "profile.individual";
        var person = profile.Person;
        if (given?.Name is { } name)
        {
            person = new PersonName(
                check.Required($"{At}.name.firstName", name.FirstName), check.Optional($"{At}.name.middleName", name.MiddleName),
                check.Required($"{At}.name.lastName", name.LastName), check.Optional($"{At}.name.suffix", name.Suffix));
            content = content with { Name = person.Text, LegalName = null };
        }
        else if (person is null)
        {
            check.Fault($"{At}.name", "name is required");
        }

        content = content with
        {
            Email = given?.Email is null ? content.Email : check.Email($"{At}.email", given.Email),
            Address = Address(check, $"{At}.address", given?.Address) ?? content.Address,
        };
        var secrets = new PersonSecrets(BirthDate(check, $"{At}.birthDate", given?.BirthDate), Ssn(check, $"{At}.governmentID.ssn", given?.GovernmentId));
        return new BusinessDescription(content, profile with { Person = person, Phone = Phone(check, $"{At}.phone", given?.Phone) ?? profile.Phone }, secrets);
    }

    private static Telephone? Phone(Check check, string field, PhoneWire? phone)
    {
        if (phone is null)
        {
            return null;
        }

        var country = check.Required($"{field}.countryCode", phone.CountryCode, 5).TrimStart('+');
        var number = check.Required($"{field}.number", phone.Number, 30);
        if (country.Length is 0 or > 4 || !country.All(char.IsAsciiDigit))
        {
            check.Fault($"{field}.countryCode", "countryCode must be digits, such as 1");
        }

        if (!number.All(letter => char.IsAsciiDigit(letter) || " ()-.".Contains(letter, StringComparison.Ordinal)))
        {
            check.Fault($"{field}.number", "number must be digits, such as 4155551234");
        }

        return new Telephone(country, number);
    }

    private static PostalAddress? Address(Check check, string field, AddressWire? address)
    {
        if (address is null)
        {
            return null;
        }

        var country = check.Optional($"{field}.country", address.Country, 2) ?? "US";
        if (!(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
        {
            check.Fault($"{field}.country", "country must be an ISO 3166-1 alpha-2 code such as US");
        }

        var state = check.Optional($"{field}.stateOrProvince", address.StateOrProvince);
        var code = check.Optional($"{field}.postalCode", address.PostalCode, 20);
        if (country == "US" && !(state?.Length == 2 && state.All(char.IsAsciiLetterUpper)))
        {
            check.Fault($"{field}.stateOrProvince", "stateOrProvince must be two capital letters such as CA");
        }

        if (country == "US" && !UsPostalCode().IsMatch(code ?? ""))
        {
            check.Fault($"{field}.postalCode", "postalCode must be XXXXX or XXXXX-XXXX");
        }

        return new PostalAddress(
            check.Required($"{field}.addressLine1", address.AddressLine1), check.Optional($"{field}.addressLine2", address.AddressLine2),
            check.Required($"{field}.city", address.City), state, code, country);
    }

    private static Ein? EinOf(Check check, EinWire wire)
    {
        if (!Ein.TryParse(wire.Number, out var ein))
        {
            check.Fault("profile.business.taxId.ein.number", "number must be 9 digits, XX-XXXXXXX");
        }

        return ein;
    }

    private static DateOnly? BirthDate(Check check, string field, BirthDateWire? date)
    {
        if (date is null)
        {
            return null;
        }

        if (DateOnly.TryParseExact($"{date.Year}-{date.Month?.PadLeft(2, '0')}-{date.Day?.PadLeft(2, '0')}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 1900)
        {
            return day;
        }

        check.Fault(field, "birthDate must be a day of the calendar: day, month and year in digits");
        return null;
    }

    private static string? Ssn(Check check, string field, GovernmentIdWire? id)
    {
        if (id is null)
        {
            return null;
        }

        if (!SocialSecurityNumber().IsMatch(id.Ssn ?? ""))
        {
            check.Fault(field, "ssn must be in the form 123-45-6789");
        }

        return id.Ssn;
    }

    private static DateOnly? Day(Check check, string field, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is > 1000 and < 9999)
        {
            return DateOnly.FromDateTime(time.UtcDateTime);
        }

        check.Fault(field, "formationDate must be an ISO 8601 date such as 2024-01-15");
        return null;
    }

    private static string? Mcc(Check check, string mcc)
    {
        if (mcc.Length > 0 && !(mcc.Length == 4 && mcc.All(char.IsAsciiDigit)))
        {
            check.Fault("profile.business.industryCodes.mcc", "mcc must be four digits");
        }

        return mcc.Length == 0 ? null : mcc;
    }

    private static decimal? Estimate(Check check, string field, decimal? amount)
    {
        if (amount is < 0 or > EstimateMax)
        {
            check.Fault(field, $"{field} must be between 0 and {EstimateMax}");
        }

        return amount;
    }

    private static string? Website(Check check, string field, string text)
    {
        var website = check.Optional(field, text, Limits.TextMax);
        if (website is not null && !(Uri.TryCreate(website, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            check.Fault(field, "website must be an address such as http://www.example.com");
        }

        return website;
    }

    /// <summary>The part before the @ of an address for bills.</summary>
    public static string? LocalPart(Check check, string field, string text)
    {
        var part = check.Optional(field, text, 64);
        if (part is not null && !LocalPartForm().IsMatch(part))
        {
            check.Fault(field, $"{field} must be the part before the @ of an e-mail address");
        }

        return part;
    }

    private static List<string> Aliases(Check check, IReadOnlyList<string?> aliases) =>
        [.. check.Items("emailToAlias", aliases, AliasesMax).Select(alias => check.Email("emailToAlias", alias)).OfType<string>()];

    private static string? Image(Check check, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (text.Length > LogoLengthMax || !ImageUrl().IsMatch(text.AsSpan(0, comma + 1)) || !Base64.IsValid(text.AsSpan(comma + 1)))
        {
            check.Fault("logo", $"logo must be a data URL, data:image/png;base64,…, of a png, jpeg, gif or svg image and at most {LogoLengthMax} characters");
        }

        return text;
    }

    /// <summary>Pairs of texts of the caller's own.</summary>
    public static Dictionary<string, string> Metadata(Check check, IReadOnlyDictionary<string, string?> metadata)
    {
        if (metadata.Count > MetadataMax)
        {
            check.Fault("metadata", $"metadata must have at most {MetadataMax} entries");
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in metadata)
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

    [GeneratedRegex("^[0-9]{5}(-[0-9]{4})?$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex UsPostalCode();

    [GeneratedRegex("^[0-9]{3}-[0-9]{2}-[0-9]{4}$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex SocialSecurityNumber();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._+-]*[A-Za-z0-9])?$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex LocalPartForm();

    [GeneratedRegex("^data:image/(png|jpeg|jpg|gif|svg|svg\\+xml);base64,$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ImageUrl();
}
