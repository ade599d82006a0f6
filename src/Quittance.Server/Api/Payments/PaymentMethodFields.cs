using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>Fields that new payment methods and changes to them have in common.</summary>
internal static class PaymentMethodFields
{
    /// <summary>The longest key of a map of texts.</summary>
    public const int KeyLengthMax = 100;

    private const int TextsMax = 30;
    private const int TextLengthMax = 500;
    private const int SignatureLengthMax = 64 * 1024; // Of Base64, in every answer that shows the account.
    private const int CheckNumberMax = 999_999_999;
    private const decimal BalanceMax = 1_000_000_000_000m;

    /// <summary>A map of texts; null when it is missing.</summary>
    public static IReadOnlyDictionary<string, string>? Texts(Check check, string field, IReadOnlyDictionary<string, string>? texts, int lengthMax = TextLengthMax)
    {
        if (texts is null)
        {
            return null;
        }

        if (texts.Count > TextsMax)
        {
            check.Fault(field, $"{field} must have at most {TextsMax} entries");
        }
        else if (texts.Keys.Any(key => key.Length is 0 or > KeyLengthMax))
        {
            check.Fault(field, $"{field} must have keys of 1 to {KeyLengthMax} characters");
        }
        else if (texts.Values.Any(text => text is null || text.Length > lengthMax))
        {
            check.Fault(field, $"{field} must hold texts of at most {lengthMax} characters");
        }

        return texts;
    }

    public static BankAccountType? AccountTypeOf(Check check, string? word)
    {
        BankAccountType? type = null;
        if (!string.IsNullOrWhiteSpace(word) && !PaymentMethodWords.AccountTypes.TryGetValue(word, out type))
        {
            check.Fault("accountType", $"accountType must be one of {string.Join(", ", PaymentMethodWords.AccountTypes.Keys)}");
        }

        return type;
    }

    /// <summary>Bank numbers are those of the ABA; those of the published examples, which have eight digits, are taken for the sandbox.</summary>
    public static string? RoutingOf(Check check, string field, string? text)
    {
        if (string.IsNullOrEmpty(text) || RoutingNumber.IsSample(text))
        {
            return text;
        }

        if (RoutingNumber.TryParse(text, out var routing))
        {
            return routing.Text;
        }

        check.Fault(field, $"{field} must be an ABA routing number: 9 digits with a valid check digit");
        return null;
    }

    public static string CountryOf(Check check, string field, string? text)
    {
        var country = check.Required(field, text);
        if (country.Length > 0 && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
        {
            check.Fault(field, $"{field} must be two capital letters, ISO 3166-1, such as US");
        }

        return country;
    }

    public static decimal? BalanceOf(Check check, decimal? balance)
    {
        if (Math.Abs(balance ?? 0) > BalanceMax)
        {
            check.Fault("availableBalance", "availableBalance is out of range");
        }

        return balance;
    }

    /// <summary>How checks are written, and what of it has to be sealed.</summary>
    public static (CheckOptions? Options, IReadOnlyDictionary<string, string>? Secrets) CheckOptionsOf(Check check, CheckOptionsWire? wire)
    {
        if (wire is null)
        {
            return (null, null);
        }

        check.Between("checkOptions.initialCheckNumber", wire.InitialCheckNumber, 1, CheckNumberMax);
        var routing = check.Optional("checkOptions.routingNumberOverride", wire.RoutingNumberOverride);
        routing = RoutingOf(check, "checkOptions.routingNumberOverride", routing);
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        if (check.Optional("checkOptions.accountNumberOverride", wire.AccountNumberOverride) is { } number)
        {
            if (!UsAccountNumber.IsValid(number))
            {
                check.Fault("checkOptions.accountNumberOverride", $"accountNumberOverride must be {UsAccountNumber.Form}");
            }

            secrets[PaymentMethodSecrets.AccountNumberOverride] = number;
        }

        if (check.Optional("checkOptions.signatureImage", wire.SignatureImage, SignatureLengthMax) is { } image)
        {
            secrets[PaymentMethodSecrets.SignatureImage] = image;
        }

        var options = new CheckOptions(
            wire.Enabled,
            wire.InitialCheckNumber,
            routing,
            check.Optional("checkOptions.accountHolderNameOverride", wire.AccountHolderNameOverride),
            wire.AccountHolderAddressOverride is { } address ? AddressOf(check, address) : null,
            check.Required("checkOptions.signatoryName", wire.SignatoryName),
            wire.UseSignatureImage);
        return (options, secrets);
    }

    private static CheckAddress AddressOf(Check check, AddressWire address)
    {
        const string Field = "checkOptions.accountHolderAddressOverride";
        return new CheckAddress(
            check.Required($"{Field}.addressLine1", address.AddressLine1),
            check.Optional($"{Field}.addressLine2", address.AddressLine2),
            check.Required($"{Field}.city", address.City),
            check.Required($"{Field}.stateOrProvince", address.StateOrProvince),
            check.Required($"{Field}.postalCode", address.PostalCode),
            address.Country is null ? "US" : CountryOf(check, $"{Field}.country", address.Country));
    }
}
