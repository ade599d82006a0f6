using System.Collections.ObjectModel;
using System.Globalization;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;

namespace Quittance.Domain.Payments;

/// <summary>Where money comes from or goes to. Account numbers are not part of it: they are sealed in storage.</summary>
/// <param name="LastFour">The last four characters of the account or card number; null where there is none.</param>
/// <param name="IsConfirmed">Known: its business entered it itself, a person approved a bill that names it, or a rule paid the first bill that did.</param>
public sealed record PaymentMethod(
    PaymentMethodId Id,
    BusinessId BusinessId,
    PaymentMethodKind Kind,
    string? AccountName,
    BankAccountFormat? Format,
    BankAccountType? AccountType,
    string? RoutingNumber,
    string? LastFour,
    bool IsConfirmed,
    bool IsFrozen,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The bank's name; null where it is not known.</summary>
    public string? BankName { get; init; }

    /// <summary>The currencies that it takes; none means that it takes what its schema takes, or every one.</summary>
    public IReadOnlyList<Currency> Currencies { get; init; } = [];

    /// <summary>What a method of its kind shows besides.</summary>
    public PaymentMethodDetails Details { get; init; } = PaymentMethodDetails.None;

    /// <summary>What a custom method is one of; null for every other kind.</summary>
    public PaymentMethodSchema? Schema { get; init; }

    /// <summary>What the platform calls it; unique in the organization.</summary>
    public string? ForeignId { get; init; }

    /// <summary>What an accounting system calls it.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The platform's own notes on it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether its business pays from it where nothing else is said.</summary>
    public bool IsDefaultSource { get; init; }

    /// <summary>Whether its business is paid to it where nothing else is said.</summary>
    public bool IsDefaultDestination { get; init; }

    /// <summary>Nothing new goes over it; bills and transactions that name it still show it.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Whether money can come from a method like this.</summary>
    public bool CanBeSource => Kind switch
    {
        PaymentMethodKind.BankAccount or PaymentMethodKind.Wallet or PaymentMethodKind.Card or PaymentMethodKind.OffPlatform => true,
        PaymentMethodKind.Check or PaymentMethodKind.Utility => false,
        PaymentMethodKind.Custom => Schema is { IsSource: true },
    };

    /// <summary>Whether money can go to a method like this.</summary>
    public bool CanBeDestination => Kind switch
    {
        PaymentMethodKind.BankAccount or PaymentMethodKind.Wallet or PaymentMethodKind.Check or PaymentMethodKind.OffPlatform or PaymentMethodKind.Utility => true,
        PaymentMethodKind.Card => false,
        PaymentMethodKind.Custom => Schema is { IsDestination: true },
    };

    /// <summary>The type of a transaction from this method to another.</summary>
    /// <param name="delivery">How a check gets to the payee; null mails it.</param>
    /// <remarks>
    /// Where the two sides are of different worlds the destination's goes first: what is paid off the platform is. A utility
    /// is paid at its account with a bank, so it counts as one.
    /// </remarks>
    public TransactionType TypeTo(PaymentMethod destination, CheckDelivery? delivery = null) => (Kind, destination.Kind) switch
    {
        (_, PaymentMethodKind.OffPlatform) => TransactionType.OffPlatform,
        (_, PaymentMethodKind.Custom) => TransactionType.Custom,
        (PaymentMethodKind.OffPlatform, _) => TransactionType.OffPlatform,
        (PaymentMethodKind.Custom, _) => TransactionType.Custom,
        (PaymentMethodKind.BankAccount, PaymentMethodKind.BankAccount or PaymentMethodKind.Utility) => TransactionType.BankAccountToBankAccount,
        (PaymentMethodKind.BankAccount, PaymentMethodKind.Check) =>
            delivery == CheckDelivery.Print ? TransactionType.BankAccountToPrintedCheck : TransactionType.BankAccountToMailedCheck,
        (PaymentMethodKind.BankAccount, PaymentMethodKind.Wallet) => TransactionType.BankAccountToWallet,
        (PaymentMethodKind.Card, PaymentMethodKind.BankAccount or PaymentMethodKind.Utility) => TransactionType.CardToBankAccount,
        (PaymentMethodKind.Card, PaymentMethodKind.Wallet) => TransactionType.CardToWallet,
        (PaymentMethodKind.Wallet, PaymentMethodKind.BankAccount or PaymentMethodKind.Utility) => TransactionType.WalletToBankAccount,
        (PaymentMethodKind.Wallet, PaymentMethodKind.Wallet) => TransactionType.WalletToWallet,
        _ => throw new RefusedException(Refusal.PaymentMethodUnusable, $"No payment leads from a {NameOf(Kind)} to a {NameOf(destination.Kind)}."),
    };

    /// <summary>Refuses unless <paramref name="amount"/> may leave this method on behalf of <paramref name="payer"/>.</summary>
    public void RequireUsableAsSource(BusinessId payer, Money amount)
    {
        RequireUsableBy(payer);
        Require(CanBeSource, $"Money cannot come from a {NameOf(Kind)}.");
        RequireTakes(amount);
    }

    /// <summary>Refuses unless <paramref name="amount"/> may go to this method for <paramref name="payee"/>.</summary>
    public void RequireUsableAsDestination(BusinessId payee, Money amount)
    {
        Require(BusinessId == payee, $"Payment method {Id} belongs to another business.");
        Require(!IsRemoved, $"Payment method {Id} was removed.");
        Require(!IsFrozen, $"Payment method {Id} is frozen. Unfreeze it when its account works again, or pay to another one.");
        Require(CanBeDestination, $"Money cannot go to a {NameOf(Kind)}.");
        RequireTakes(amount);
    }

    /// <summary>Refuses unless money may leave this method on behalf of <paramref name="payer"/>.</summary>
    public void RequireUsableBy(BusinessId payer)
    {
        Require(BusinessId == payer, $"Funding source {Id} belongs to another business.");
        Require(!IsRemoved, $"Funding source {Id} was removed.");
        Require(!IsFrozen, $"Funding source {Id} is frozen. Unfreeze it when its account works again, or pay from another one.");
    }

    private void RequireTakes(Money amount)
    {
        var currencies = Currencies.Count > 0 ? Currencies : Schema?.Currencies ?? [];
        Require(
            currencies.Count == 0 || currencies.Contains(amount.Currency),
            $"Payment method {Id} takes {string.Join(", ", currencies)}, not {amount.Currency}.");
        if (Schema is { } schema)
        {
            Require(amount.ToMajor() >= schema.MinAmount, $"{schema.Name} takes at least {schema.MinAmount.ToString(CultureInfo.InvariantCulture)} {amount.Currency}.");
            Require(!(amount.ToMajor() > schema.MaxAmount), $"{schema.Name} takes at most {schema.MaxAmount?.ToString(CultureInfo.InvariantCulture)} {amount.Currency}.");
        }
    }

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new RefusedException(Refusal.PaymentMethodUnusable, otherwise);
        }
    }

    private static string NameOf(PaymentMethodKind kind) => kind switch
    {
        PaymentMethodKind.BankAccount => "bank account",
        PaymentMethodKind.Wallet => "wallet",
        PaymentMethodKind.Card => "card",
        PaymentMethodKind.Check => "check",
        PaymentMethodKind.Custom => "custom payment method",
        PaymentMethodKind.OffPlatform => "payment off the platform",
        PaymentMethodKind.Utility => "utility",
    };
}

/// <summary>What kind of place money comes from or goes to.</summary>
public enum PaymentMethodKind
{
    /// <summary>An account at a bank.</summary>
    BankAccount,

    /// <summary>A balance held with the rail.</summary>
    Wallet,

    /// <summary>A payment card; money can only come from it.</summary>
    Card,

    /// <summary>A paper check to a name at an address; money can only go to it.</summary>
    Check,

    /// <summary>A kind that the platform has made, and pays itself.</summary>
    Custom,

    /// <summary>Paid outside Quittance, which only records it.</summary>
    OffPlatform,

    /// <summary>An account with a utility, which knows its customers by their number; money can only go to it.</summary>
    Utility,
}

/// <summary>How a bank account is numbered.</summary>
public enum BankAccountFormat
{
    /// <summary>ISO 13616.</summary>
    Iban,

    /// <summary>ABA routing number and account number.</summary>
    RoutingAndAccount,
}

/// <summary>The kind of a US bank account; NACHA entries differ for the two.</summary>
public enum BankAccountType
{
    /// <summary>Checking.</summary>
    Checking,

    /// <summary>Savings.</summary>
    Savings,
}

/// <summary>Names a payment method; the Network dialect calls a payer's a funding source.</summary>
public readonly record struct PaymentMethodId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static PaymentMethodId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"pm_{Value:n}";
}
