using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;

namespace Quittance.Server.Api.Payments;

/// <summary>A new entity; or, with <see cref="CreateFromId"/>, one that is like another.</summary>
public sealed record EntityRequest(
    [property: Description("Required, but for a copy. Whether it is your own customer, and not only somebody's vendor.")] bool? IsCustomer,
    [property: Description("Required, but for a copy: business or individual.")] string? AccountType,
    [property: Description("Required, but for a copy.")] EntityProfileRequest? Profile,
    [property: Description("Required, but for a copy. Whether it pays bills.")] bool? IsPayor,
    [property: Description("Required, but for a copy. Whether it is paid.")] bool? IsPayee,
    [property: Description("Whether all entities may choose it as a payor; false where it is missing.")] bool? IsNetworkPayor,
    [property: Description("Whether all entities may choose it as a payee; false where it is missing.")] bool? IsNetworkPayee,
    [property: Description("Your own id for it; unique in the organization.")] string? ForeignId,
    [property: Description("The part before the @ of the address to which its bills are sent.")] string? EmailTo,
    IReadOnlyList<string?>? EmailToAlias,
    [property: Description("An image as a data URL of at most 256 KiB: png, jpeg, gif or svg.")] string? Logo,
    [property: Description("Up to 50 pairs of texts of your own.")] IReadOnlyDictionary<string, string?>? Metadata,
    [property: Description("An entity, by its id or foreignId, whose copy this becomes. Then only foreignId, emailTo, emailToAlias, logo and metadata are taken from here.")] string? CreateFromId)
{
    /// <summary>Where nothing was said at all.</summary>
    internal static readonly EntityRequest Nothing = new(null, null, null, null, null, null, null, null, null, null, null, null, null);

    /// <summary>What is asked for, if it is not a copy.</summary>
    internal BusinessDescription Checked()
    {
        var check = new Check();
        check.Required("isCustomer", IsCustomer);
        check.Required("isPayor", IsPayor);
        check.Required("isPayee", IsPayee);
        check.Required("accountType", AccountType);
        var made = EntityFields.Over(check, Fields, null, BusinessProfile.Default);
        check.Done();
        return made;
    }

    internal BusinessDescription CheckedCopy(Business original, BusinessProfile profile)
    {
        var check = new Check();
        var own = new EntityUpdateRequest(null, null, null, null, null, null, null, ForeignId, EmailTo, EmailToAlias, Logo, Metadata);
        var copy = EntityFields.Over(
            check,
            own,
            original with { ForeignId = null },
            profile with { EmailTo = null, EmailToAliases = [], TermsAcceptedAt = null, Status = VerificationStatus.Unverified });
        check.Done();
        return copy;
    }

    private EntityUpdateRequest Fields =>
        new(IsCustomer, AccountType, Profile, IsPayor, IsPayee, IsNetworkPayor, IsNetworkPayee, ForeignId, EmailTo, EmailToAlias, Logo, Metadata);
}

/// <summary>Changes to an entity; what is left out stays as it is, and an empty text takes away.</summary>
public sealed record EntityUpdateRequest(
    bool? IsCustomer,
    [property: Description("business or individual")] string? AccountType,
    EntityProfileRequest? Profile,
    bool? IsPayor,
    bool? IsPayee,
    bool? IsNetworkPayor,
    bool? IsNetworkPayee,
    [property: Description("Your own id for it; unique in the organization.")] string? ForeignId,
    [property: Description("The part before the @ of the address to which its bills are sent.")] string? EmailTo,
    IReadOnlyList<string?>? EmailToAlias,
    [property: Description("An image as a data URL of at most 256 KiB: png, jpeg, gif or svg.")] string? Logo,
    [property: Description("Replaces all that there is.")] IReadOnlyDictionary<string, string?>? Metadata)
{
    internal BusinessDescription CheckedOver(Business business, BusinessProfile profile)
    {
        var check = new Check();
        var changed = EntityFields.Over(check, this, business, profile);
        check.Done();
        return changed;
    }
}

/// <summary>Who an entity is: that one of the two counts which its accountType names.</summary>
public sealed record EntityProfileRequest(BusinessProfileRequest? Business, IndividualProfileRequest? Individual);

/// <summary>A business's profile.</summary>
public sealed record BusinessProfileRequest(
    [property: Description("Required for a new business.")] string? LegalBusinessName,
    string? Email,
    [property: Description("soleProprietorship, unincorporatedAssociation, trust, publicCorporation, privateCorporation, llc, partnership, unincorporatedNonProfit or incorporatedNonProfit")] string? BusinessType,
    PhoneWire? Phone,
    string? DoingBusinessAs,
    [property: Description("Such as http://www.example.com.")] string? Website,
    string? Description,
    AddressWire? Address,
    TaxIdWire? TaxId,
    [property: DataType(DataType.DateTime)] string? FormationDate,
    IndustryCodesWire? IndustryCodes,
    [property: Description("In major units.")] decimal? AverageMonthlyTransactionVolume,
    [property: Description("In major units.")] decimal? AverageTransactionSize,
    [property: Description("In major units.")] decimal? MaxTransactionSize);

/// <summary>A person's profile.</summary>
public sealed record IndividualProfileRequest(
    [property: Description("Required for a new person.")] FullNameWire? Name,
    string? Email,
    PhoneWire? Phone,
    AddressWire? Address,
    [property: Description("Sealed when it is stored, and never told again.")] BirthDateWire? BirthDate,
    [property: JsonPropertyName("governmentID"), Description("Sealed when it is stored, and never told again.")] GovernmentIdWire? GovernmentId);

/// <summary>A day of birth, in numbers as texts.</summary>
public sealed record BirthDateWire(string? Day, string? Month, string? Year);

/// <summary>What the government knows a person by.</summary>
/// <param name="Ssn">US social security number, <c>123-45-6789</c>.</param>
public sealed record GovernmentIdWire(string? Ssn);
