using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>A new payment method. Which fields count depends on the type.</summary>
public sealed record PaymentMethodRequest(
    [property: Required, AllowedValues("bankAccount", "card", "check", "custom", "offPlatform", "utility", "wallet")] string? Type,
    [property: Description("true makes it what the entity pays from where nothing else is said, in place of the one before.")] bool? DefaultSource,
    [property: Description("true makes it what the entity is paid to where nothing else is said, in place of the one before.")] bool? DefaultDestination,
    bool? Frozen,
    [property: Description("At most 30 texts.")] IReadOnlyDictionary<string, string>? Metadata,
    [property: MaxLength(Limits.NameMax)] string? ExternalAccountingSystemId,
    [property: Description("false where somebody else has entered it, until the entity says that it is right. true where it is missing.")] bool? ConfirmedByEntity,
    [property: MaxLength(Limits.NameMax), Description("bankAccount, custom")] string? AccountName,
    [property: MaxLength(Limits.NameMax), Description("bankAccount; told from the routing number where it can be.")] string? BankName,
    [property: Description("bankAccount: 9 digits, or the 8 of a number made up for the sandbox. Left out for an IBAN.")] string? RoutingNumber,
    [property: Description("bankAccount: 4 to 17 digits, or an IBAN. custom: any.")] string? AccountNumber,
    [property: Description("bankAccount: CHECKING, SAVINGS or UNKNOWN")] string? AccountType,
    [property: Description("bankAccount: what Plaid knows it by. It is not kept: no Plaid is connected, so the account's own numbers are needed too.")] PlaidLinkWire? Plaid,
    [property: Description("bankAccount")] CheckOptionsWire? CheckOptions,
    [property: Description("card: credit, debit, prepaid or unknown")] string? CardType,
    [property: Description("card: AmericanExpress, Discover, Mastercard or Visa")] string? CardBrand,
    [property: Description("card: the last four digits")] string? LastFour,
    [property: Description("card: 1 to 12")] string? ExpMonth,
    [property: Description("card: two or four digits")] string? ExpYear,
    [property: Description("card: the processor's. It is not kept: no processor is connected.")] string? Token,
    [property: MaxLength(Limits.NameMax), Description("check")] string? PayToTheOrderOf,
    [property: MaxLength(Limits.NameMax), Description("check")] string? AddressLine1,
    [property: MaxLength(Limits.NameMax), Description("check")] string? AddressLine2,
    [property: MaxLength(Limits.NameMax), Description("check")] string? City,
    [property: MaxLength(Limits.NameMax), Description("check")] string? StateOrProvince,
    [property: MaxLength(Limits.NameMax), Description("check")] string? PostalCode,
    [property: Description("check: ISO 3166-1 alpha-2")] string? Country,
    [property: Description("custom")] string? SchemaId,
    [property: Description("custom: what the schema's fields hold")] IReadOnlyDictionary<string, string>? Data,
    [property: MaxLength(Limits.NameMax), Description("custom: your own name for it, which may stand wherever its id may")] string? ForeignId,
    [property: Description("custom: in major units")] decimal? AvailableBalance,
    [property: MaxLength(Limits.NameMax), Description("utility")] string? UtilityId)
{
    /// <summary>Never the number.</summary>
    public override string ToString() => $"{Type} ****";

    internal PaymentMethodContent Checked()
    {
        var check = new Check();
        check.Required("type", Type);
        var kind = check.OneOf("type", string.IsNullOrWhiteSpace(Type) ? null : Type, PaymentMethodWords.Kinds) ?? PaymentMethodKind.OffPlatform;
        var common = new PaymentMethodContent(kind)
        {
            DefaultSource = DefaultSource,
            DefaultDestination = DefaultDestination,
            IsFrozen = Frozen == true,
            IsConfirmed = ConfirmedByEntity ?? true,
            Metadata = PaymentMethodFields.Texts(check, "metadata", Metadata) ?? new Dictionary<string, string>(),
            ExternalId = check.Optional("externalAccountingSystemId", ExternalAccountingSystemId),
        };
        var content = kind switch
        {
            PaymentMethodKind.BankAccount => BankAccount(check, common),
            PaymentMethodKind.Card => Card(check, common),
            PaymentMethodKind.Check => PaperCheck(check, common),
            PaymentMethodKind.Custom => Custom(check, common),
            PaymentMethodKind.Utility => common with { Details = new PaymentMethodDetails { UtilityId = check.Required("utilityId", UtilityId) }, Currencies = BankCurrencies.Us },
            PaymentMethodKind.OffPlatform or PaymentMethodKind.Wallet => common,
        };
        check.Done();
        return content;
    }

    private PaymentMethodContent BankAccount(Check check, PaymentMethodContent common)
    {
        var number = check.Required("accountNumber", AccountNumber);
        var named = common with { AccountName = check.Optional("accountName", AccountName), BankName = check.Optional("bankName", BankName) };
        if (number.Length > 0 && !char.IsAsciiDigit(number[0]))
        {
            if (!Iban.TryParse(number, out var iban))
            {
                check.Fault("accountNumber", $"accountNumber must be {UsAccountNumber.Form}, or an IBAN with valid check digits");
                return named;
            }

            return named with { Format = BankAccountFormat.Iban, Number = iban.Unmask(), LastFour = iban.LastFour, Currencies = BankCurrencies.Of(iban) };
        }

        if (Plaid is not null && string.IsNullOrEmpty(RoutingNumber))
        {
            check.Fault("plaid", "no Plaid is connected here; send the account's own numbers");
        }

        var routing = PaymentMethodFields.RoutingOf(check, "routingNumber", check.Required("routingNumber", RoutingNumber));

        if (!UsAccountNumber.IsValid(number))
        {
            check.Fault("accountNumber", $"accountNumber must be {UsAccountNumber.Form}, or an IBAN with valid check digits");
        }

        check.Required("accountType", AccountType);
        var type = PaymentMethodFields.AccountTypeOf(check, AccountType);
        var (options, secrets) = PaymentMethodFields.CheckOptionsOf(check, CheckOptions);
        return named with
        {
            Format = BankAccountFormat.RoutingAndAccount,
            RoutingNumber = routing,
            Number = number,
            LastFour = PaymentMethodSecrets.LastFour(number),
            AccountType = type,
            BankName = named.BankName ?? (Domain.RoutingNumber.TryParse(routing, out var bank) ? UsBanks.Find(bank)?.Name : null),
            Currencies = BankCurrencies.Us,
            Details = new PaymentMethodDetails { CheckOptions = options },
            Data = secrets,
        };
    }

    private PaymentMethodContent Card(Check check, PaymentMethodContent common)
    {
        var lastFour = check.Required("lastFour", LastFour);
        if (lastFour.Length > 0 && (lastFour.Length != PaymentMethodSecrets.ShownDigits || !lastFour.All(char.IsAsciiDigit)))
        {
            check.Fault("lastFour", "lastFour must be the last four digits of the card's number, and no more of them");
            lastFour = "";
        }

        var month = check.Required("expMonth", ExpMonth);
        if (month.Length > 0 && !(month.Length <= 2 && int.TryParse(month, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 12))
        {
            check.Fault("expMonth", "expMonth must be 1 to 12");
        }

        var year = check.Required("expYear", ExpYear);
        if (year.Length > 0 && !(year.Length is 2 or 4 && year.All(char.IsAsciiDigit)))
        {
            check.Fault("expYear", "expYear must have two or four digits");
        }

        check.Required("cardType", CardType);
        check.Required("cardBrand", CardBrand);
        return common with
        {
            LastFour = lastFour,
            Currencies = BankCurrencies.Us,
            Details = new PaymentMethodDetails
            {
                CardType = check.OneOf("cardType", string.IsNullOrWhiteSpace(CardType) ? null : CardType, PaymentMethodWords.CardTypes),
                CardBrand = check.OneOf("cardBrand", string.IsNullOrWhiteSpace(CardBrand) ? null : CardBrand, PaymentMethodWords.CardBrands),
                ExpMonth = month,
                ExpYear = year,
            },
        };
    }

    private PaymentMethodContent PaperCheck(Check check, PaymentMethodContent common) => common with
    {
        Currencies = BankCurrencies.Us,
        Details = new PaymentMethodDetails
        {
            PayToTheOrderOf = check.Required("payToTheOrderOf", PayToTheOrderOf),
            AddressLine1 = check.Required("addressLine1", AddressLine1),
            AddressLine2 = check.Optional("addressLine2", AddressLine2),
            City = check.Required("city", City),
            StateOrProvince = check.Required("stateOrProvince", StateOrProvince),
            PostalCode = check.Required("postalCode", PostalCode),
            Country = PaymentMethodFields.CountryOf(check, "country", Country),
        },
    };

    private PaymentMethodContent Custom(Check check, PaymentMethodContent common)
    {
        var number = check.Optional("accountNumber", AccountNumber);
        check.Required("schemaId", SchemaId);
        if (Data is null)
        {
            check.Fault("data", "data is required");
        }

        return common with
        {
            AccountName = check.Optional("accountName", AccountName),
            Number = number,
            LastFour = number is null ? null : PaymentMethodSecrets.LastFour(number),
            ForeignId = check.Optional("foreignId", ForeignId),
            SchemaId = new PaymentMethodSchemaId(Ids.ReadOrNone(PaymentsIds.PaymentMethodSchema, SchemaId ?? "")),
            Data = PaymentMethodFields.Texts(check, "data", Data, PaymentMethodSchema.ValueLengthMax) ?? new Dictionary<string, string>(),
            Details = new PaymentMethodDetails { AvailableBalance = PaymentMethodFields.BalanceOf(check, AvailableBalance) },
        };
    }
}

/// <summary>An account that a person has linked with Plaid.</summary>
public sealed record PlaidLinkWire(string? PublicToken, string? AccountId, string? ProcessorToken, string? AccessToken)
{
    /// <summary>Never the tokens.</summary>
    public override string ToString() => "****";
}
