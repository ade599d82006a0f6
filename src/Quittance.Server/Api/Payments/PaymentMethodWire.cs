using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>Where money comes from or goes to. Which fields there are depends on the type.</summary>
public sealed record PaymentMethodResponse(
    [property: AllowedValues("bankAccount", "card", "check", "custom", "offPlatform", "utility", "wallet")] string Type,
    string Id,
    bool IsDefaultSource,
    bool IsDefaultDestination,
    IReadOnlyList<string> SupportedCurrencies,
    [property: Description("Nothing is paid over it until a person has looked.")] bool Frozen,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? ExternalAccountingSystemId = null,
    bool? ConfirmedByEntity = null,
    [property: Description("bankAccount, custom")] string? AccountName = null,
    [property: Description("bankAccount")] string? BankName = null,
    [property: Description("bankAccount")] string? RoutingNumber = null,
    [property: Description("bankAccount, custom. Whole for callers who hold payments for its entity; the last four digits for all others.")] string? AccountNumber = null,
    [property: Description("bankAccount: CHECKING, SAVINGS or UNKNOWN")] string? AccountType = null,
    [property: Description("bankAccount: NEW, VERIFIED, VERIFICATION_FAILED, PENDING or ERRORED")] string? Status = null,
    [property: Description("bankAccount")] CheckOptionsWire? CheckOptions = null,
    [property: Description("card: credit, debit, prepaid or unknown")] string? CardType = null,
    [property: Description("card: AmericanExpress, Discover, Mastercard or Visa")] string? CardBrand = null,
    [property: Description("card")] string? LastFour = null,
    [property: Description("card")] string? ExpMonth = null,
    [property: Description("card")] string? ExpYear = null,
    [property: Description("check")] string? PayToTheOrderOf = null,
    [property: Description("check")] string? AddressLine1 = null,
    [property: Description("check")] string? AddressLine2 = null,
    [property: Description("check")] string? City = null,
    [property: Description("check")] string? StateOrProvince = null,
    [property: Description("check")] string? PostalCode = null,
    [property: Description("check")] string? Country = null,
    [property: Description("custom")] string? SchemaId = null,
    [property: Description("custom")] PaymentMethodSchemaResponse? Schema = null,
    [property: Description("custom")] IReadOnlyDictionary<string, string>? Data = null,
    [property: Description("custom")] string? ForeignId = null,
    [property: Description("utility")] string? UtilityId = null,
    [property: Description("wallet: what is on it, with its currency; 0 for whoever may not hold whole account numbers. custom: a number in major units, as the platform has said it.")] object? AvailableBalance = null,
    [property: Description("wallet: what is on its way to it, in the same way.")] BalanceWire? PendingBalance = null);

/// <summary>An amount in major units.</summary>
public sealed record BalanceWire(decimal Amount, string Currency)
{
    internal static BalanceWire Of(Money money) => new(money.ToMajor(), money.Currency.Code);
}

/// <summary>How checks on a bank account are written.</summary>
/// <param name="InitialCheckNumber">The number of the first check; 5000 where it is missing.</param>
public sealed record CheckOptionsWire(
    bool? Enabled,
    int? InitialCheckNumber,
    string? RoutingNumberOverride,
    string? AccountNumberOverride,
    string? AccountHolderNameOverride,
    AddressWire? AccountHolderAddressOverride,
    string? SignatoryName,
    string? SignatureImage,
    bool? UseSignatureImage)
{
    /// <summary>Never the number.</summary>
    public override string ToString() => $"{SignatoryName} ****";

    /// <param name="sealed">What of it is sealed, in the clear; null for nothing.</param>
    /// <param name="isWhole">Whether the account number is shown whole, and the signature at all.</param>
    internal static CheckOptionsWire Of(CheckOptions options, IReadOnlyDictionary<string, string>? @sealed, bool isWhole)
    {
        var number = @sealed?.GetValueOrDefault(PaymentMethodSecrets.AccountNumberOverride);
        return new CheckOptionsWire(
            options.Enabled,
            options.InitialCheckNumber,
            options.RoutingNumberOverride,
            number is null || isWhole ? number : PaymentMethodSecrets.Masked(number),
            options.AccountHolderNameOverride,
            options.AccountHolderAddressOverride is { } address
                ? new AddressWire(address.AddressLine1, address.City, address.StateOrProvince, address.PostalCode, address.AddressLine2, address.Country)
                : null,
            options.SignatoryName,
            isWhole ? @sealed?.GetValueOrDefault(PaymentMethodSecrets.SignatureImage) : null,
            options.UseSignatureImage);
    }
}

/// <summary>A kind of payment method that the platform has made.</summary>
public sealed record PaymentMethodSchemaResponse(
    string Id,
    string Name,
    bool IsSource,
    bool IsDestination,
    IReadOnlyList<string> SupportedCurrencies,
    IReadOnlyList<PaymentMethodSchemaFieldWire> Fields,
    [property: Description("Business days: 0 is the same day, -1 is unknown.")] int EstimatedProcessingTime,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: Description("In major units.")] decimal? MaxAmount = null,
    [property: Description("In major units.")] decimal? MinAmount = null)
{
    internal static PaymentMethodSchemaResponse Of(PaymentMethodSchema schema) => new(
        PaymentsIds.Write(PaymentsIds.PaymentMethodSchema, schema.Id.Value),
        schema.Name,
        schema.IsSource,
        schema.IsDestination,
        [.. schema.Currencies.Select(currency => currency.Code)],
        [.. schema.Fields.Select(PaymentMethodSchemaFieldWire.Of)],
        schema.ProcessingDays,
        schema.CreatedAt,
        schema.UpdatedAt,
        schema.MaxAmount,
        schema.MinAmount);
}

/// <summary>A field of a custom payment method.</summary>
public sealed record PaymentMethodSchemaFieldWire(
    string? Name,
    string? DisplayName,
    [property: Description("text, number, select, date, phone, email, url, dynamicUrl, embeddedUrl, address, usBankRoutingNumber or usBankAccountNumber")] string? Type,
    bool? Optional,
    IReadOnlyList<string>? Options,
    bool? UseAsAccountName,
    bool? UseAsAccountNumber)
{
    internal static PaymentMethodSchemaFieldWire Of(PaymentMethodField field) => new(
        field.Name, field.DisplayName, PaymentMethodWords.Of(field.Type), field.Optional, field.Options.Count > 0 ? field.Options : null,
        field.UseAsAccountName ? true : null, field.UseAsAccountNumber ? true : null);
}

/// <summary>A payment method with the entity that it belongs to.</summary>
public sealed record PaymentMethodWithEntityResponse(MethodMark PaymentMethod, EntityMark Entity);

/// <summary>What is on a wallet.</summary>
/// <param name="AvailableBalance">What has arrived, without what has left or is leaving.</param>
/// <param name="PendingBalance">What is on its way to it.</param>
public sealed record WalletBalanceResponse(string PaymentMethodId, string EntityId, BalanceWire AvailableBalance, BalanceWire PendingBalance);
