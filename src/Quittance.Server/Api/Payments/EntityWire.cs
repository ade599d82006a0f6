using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Quittance.Server.Api.Payments.Documents;

namespace Quittance.Server.Api.Payments;

/// <summary>A business or person that pays or is paid. As a counterparty it brings its accounts and payment methods along.</summary>
public sealed record EntityResponse(
    string Id,
    string Name,
    [property: Description("Empty when it is not known.")] string Email,
    bool IsCustomer,
    [property: AllowedValues("business", "individual")] string AccountType,
    EntityProfileResponse Profile,
    [property: AllowedValues("unverified", "pending", "resubmit", "review", "verified", "failed")] string Status,
    bool AcceptedTos,
    bool IsPayor,
    bool IsPayee,
    bool IsNetworkPayor,
    bool IsNetworkPayee,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? ForeignId = null,
    [property: Description("The part before the @ of the address to which its bills are sent.")] string? EmailTo = null,
    IReadOnlyList<string>? EmailToAlias = null,
    string? Logo = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    [property: Description("As a counterparty: the account numbers that the two have with each other.")] IReadOnlyList<CounterpartyAccountWire>? Accounts = null,
    [property: Description("As a counterparty.")] IReadOnlyList<MethodMark>? PaymentMethods = null,
    [property: Description("As a counterparty: ENTITY or NETWORK.")] IReadOnlyList<string>? CounterpartyType = null,
    InvoiceMetricsPerStatusResponse? InvoiceMetrics = null);

/// <summary>Who an entity is; one of the two is there.</summary>
public sealed record EntityProfileResponse(BusinessProfileResponse? Business = null, IndividualProfileResponse? Individual = null);

/// <summary>A business's profile.</summary>
public sealed record BusinessProfileResponse(
    string LegalBusinessName,
    [property: JsonPropertyName("taxIDProvided")] bool TaxIdProvided,
    bool OwnersProvided,
    string? Email = null,
    string? BusinessType = null,
    PhoneWire? Phone = null,
    string? DoingBusinessAs = null,
    string? Website = null,
    string? Description = null,
    AddressWire? Address = null,
    TaxIdWire? TaxId = null,
    DateTimeOffset? FormationDate = null,
    IndustryCodesWire? IndustryCodes = null,
    [property: Description("In major units.")] decimal? AverageMonthlyTransactionVolume = null,
    [property: Description("In major units.")] decimal? AverageTransactionSize = null,
    [property: Description("In major units.")] decimal? MaxTransactionSize = null);

/// <summary>A person's profile. Birth date and government id are never told, only whether they are known.</summary>
public sealed record IndividualProfileResponse(
    FullNameWire Name,
    bool BirthDateProvided,
    [property: JsonPropertyName("governmentIDProvided")] bool GovernmentIdProvided,
    string? Email = null,
    PhoneWire? Phone = null,
    AddressWire? Address = null);

/// <summary>A person's name.</summary>
public sealed record FullNameWire(string? FirstName, string? MiddleName, string? LastName, string? Suffix);

/// <summary>A telephone number.</summary>
/// <param name="CountryCode">Without the plus sign, such as <c>1</c>.</param>
public sealed record PhoneWire(string? CountryCode, string? Number);

/// <summary>A postal address.</summary>
/// <param name="Country">ISO 3166-1 alpha-2; US where it is missing.</param>
public sealed record AddressWire(
    string? AddressLine1, string? City, string? StateOrProvince, string? PostalCode, string? AddressLine2, string? Country);

/// <summary>A tax number.</summary>
public sealed record TaxIdWire(EinWire? Ein);

/// <summary>A US employer identification number, <c>XX-XXXXXXX</c>.</summary>
public sealed record EinWire(string? Number);

/// <summary>What a business does.</summary>
/// <param name="Mcc">Merchant category code, ISO 18245.</param>
public sealed record IndustryCodesWire(string? Mcc);

/// <summary>An account number that two businesses have with each other, such as a customer number.</summary>
public sealed record CounterpartyAccountWire(string? AccountId, string? PostalCode, string? NameOnAccount);

/// <summary>Bills of a counterparty, counted.</summary>
public sealed record InvoiceMetricsPerStatusResponse(long TotalCount, decimal TotalAmount, IReadOnlyList<InvoiceStatusMetricResponse> Statuses);

/// <summary>Bills of one status, counted.</summary>
public sealed record InvoiceStatusMetricResponse(string Status, long TotalCount, decimal TotalAmount);

/// <summary>A person of an entity.</summary>
public sealed record EntityUserResponse(
    string Id,
    IReadOnlyList<string> Roles,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? ForeignId = null,
    string? Email = null,
    string? Name = null);
