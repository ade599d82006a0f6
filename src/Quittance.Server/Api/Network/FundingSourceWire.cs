using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Network;

/// <summary>A new funding source: a bank account by IBAN, or by routing and account number, or the wallet.</summary>
public sealed record FundingSourceRequest(
    [property: Required, Description("bankAccount or wallet.")] string? Type,
    [property: MaxLength(Limits.NameMax), Description("The account holder's name; needed for a bank account.")] string? AccountName,
    [property: Description("ISO 13616; spaces do not matter.")] string? Iban,
    [property: Description("ABA routing number, 9 digits.")] string? RoutingNumber,
    [property: Description("4 to 17 digits, with the routing number.")] string? AccountNumber,
    [property: Description("CHECKING or SAVINGS, with the routing number.")] string? AccountType)
{
    private const int AccountNumberLengthMin = 4;
    private const int AccountNumberLengthMax = 17; // NACHA's field for it.

    internal NewFundingSource Checked()
    {
        var check = new Check();
        check.Required("type", Type);
        var source = check.OneOf("type", string.IsNullOrWhiteSpace(Type) ? null : Type, FundingSourceWords.Kinds) switch
        {
            PaymentMethodKind.Wallet => Wallet(check),
            PaymentMethodKind.BankAccount when Iban is null => RoutingAndAccount(check),
            PaymentMethodKind.BankAccount => IbanAccount(check),
            null => new NewFundingSource(PaymentMethodKind.Wallet, null, null, null, null, null), // Refused below.
            _ => throw new InvalidOperationException($"{Type} has no form."),
        };
        check.Done();
        return source;
    }

    /// <summary>Never the number.</summary>
    public override string ToString() => $"{Type} ****";

    private NewFundingSource Wallet(Check check)
    {
        if ((Iban ?? RoutingNumber ?? AccountNumber ?? AccountType) is not null)
        {
            check.Fault("type", "a wallet has no account number; leave it out or take the type bankAccount");
        }

        return new NewFundingSource(PaymentMethodKind.Wallet, check.Optional("accountName", AccountName), null, null, null, null);
    }

    private NewFundingSource IbanAccount(Check check)
    {
        var name = check.Required("accountName", AccountName);
        if (!Domain.Iban.TryParse(Iban, out var iban))
        {
            check.Fault("iban", "iban must be an IBAN with valid check digits");
        }

        if ((RoutingNumber ?? AccountNumber ?? AccountType) is not null)
        {
            check.Fault("iban", "give either iban or routingNumber, accountNumber and accountType");
        }

        return new NewFundingSource(PaymentMethodKind.BankAccount, name, BankAccountFormat.Iban, null, null, iban?.Unmask() ?? "****");
    }

    private NewFundingSource RoutingAndAccount(Check check)
    {
        var name = check.Required("accountName", AccountName);
        if ((RoutingNumber ?? AccountNumber ?? AccountType) is null)
        {
            check.Fault("iban", "give either iban or routingNumber, accountNumber and accountType");
        }

        if (!Domain.RoutingNumber.TryParse(check.Required("routingNumber", RoutingNumber), out var routing))
        {
            check.Fault("routingNumber", "routingNumber must be an ABA routing number: 9 digits with a valid check digit");
        }

        var number = check.Required("accountNumber", AccountNumber);
        if (number.Length is < AccountNumberLengthMin or > AccountNumberLengthMax || !number.All(char.IsAsciiDigit))
        {
            check.Fault("accountNumber", $"accountNumber must be {AccountNumberLengthMin} to {AccountNumberLengthMax} digits");
        }

        check.Required("accountType", AccountType);
        var type = check.OneOf("accountType", AccountType, FundingSourceWords.AccountTypes);
        return new NewFundingSource(PaymentMethodKind.BankAccount, name, BankAccountFormat.RoutingAndAccount, type, routing?.Text, number);
    }
}

/// <summary>Changes to a funding source.</summary>
public sealed record FundingSourcePatch(
    [property: Description("true makes it the default in place of the one before.")] bool? IsDefault,
    [property: Description("false lets a source be used again that a failed payment has frozen.")] bool? Frozen)
{
    internal (bool? IsDefault, bool Thaw) Checked()
    {
        var check = new Check();
        if (IsDefault is null && Frozen is null)
        {
            check.Fault("body", "give isDefault, or frozen");
        }

        if (Frozen is true)
        {
            check.Fault("frozen", "frozen can only be set to false; a failed payment freezes a source by itself");
        }

        check.Done();
        return (IsDefault, Frozen is false);
    }
}

/// <summary>A funding source. Its number is never shown.</summary>
public sealed record FundingSourceResponse(
    string Id,
    [property: Description("bankAccount or wallet.")] string Type,
    string? AccountName,
    [property: Description("**** and the last four characters of the number.")] string? Mask,
    string? LastFour,
    [property: Description("CHECKING or SAVINGS.")] string? AccountType,
    string? RoutingNumber,
    [property: Description("iban or routingAndAccount.")] string? BankAccountFormat,
    bool IsDefault,
    [property: Description("verified, or frozen after a payment that failed on it.")] string Status,
    DateTimeOffset CreatedAt)
{
    internal static FundingSourceResponse Of(FundingSourceView view)
    {
        var method = view.Method;
        return new FundingSourceResponse(
            Ids.Write(NetworkIds.FundingSource, method.Id.Value),
            FundingSourceWords.Of(method.Kind),
            method.AccountName,
            method.LastFour is null ? null : $"****{method.LastFour}",
            method.LastFour,
            method.AccountType is { } type ? FundingSourceWords.Of(type) : null,
            method.RoutingNumber,
            method.Format is { } format ? FundingSourceWords.Of(format) : null,
            view.IsDefault,
            method.IsFrozen ? "frozen" : "verified",
            method.CreatedAt);
    }
}

/// <summary>The dialect's words for kinds of accounts.</summary>
internal static class FundingSourceWords
{
    public static readonly IReadOnlyDictionary<string, PaymentMethodKind> Kinds =
        new[] { PaymentMethodKind.BankAccount, PaymentMethodKind.Wallet }.ToDictionary(Of);

    public static readonly IReadOnlyDictionary<string, BankAccountType> AccountTypes = Enum.GetValues<BankAccountType>().ToDictionary(Of);

    public static string Of(PaymentMethodKind kind) => kind switch
    {
        PaymentMethodKind.BankAccount => "bankAccount",
        PaymentMethodKind.Wallet => "wallet",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The Network dialect has no word for it."),
    };

    public static string Of(BankAccountType type) => type switch
    {
        BankAccountType.Checking => "CHECKING",
        BankAccountType.Savings => "SAVINGS",
    };

    public static string Of(BankAccountFormat format) => format switch
    {
        BankAccountFormat.Iban => "iban",
        BankAccountFormat.RoutingAndAccount => "routingAndAccount",
    };
}
