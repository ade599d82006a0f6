using Quittance.Domain.Businesses;

namespace Quittance.Domain.Payments;

/// <summary>Where money comes from or goes to. Account numbers are not part of it: they are sealed in storage.</summary>
/// <param name="LastFour">The last four characters of the account number; null for a wallet.</param>
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
    /// <summary>The type of a transaction from this method to another.</summary>
    public TransactionType TypeTo(PaymentMethod destination) => (Kind, destination.Kind) switch
    {
        (PaymentMethodKind.BankAccount, PaymentMethodKind.BankAccount) => TransactionType.BankAccountToBankAccount,
        (PaymentMethodKind.BankAccount, PaymentMethodKind.Wallet) => TransactionType.BankAccountToWallet,
        (PaymentMethodKind.Wallet, PaymentMethodKind.BankAccount) => TransactionType.WalletToBankAccount,
        (PaymentMethodKind.Wallet, PaymentMethodKind.Wallet) => TransactionType.WalletToWallet,
        _ => throw new InvalidOperationException($"No transaction type leads from {Kind} to {destination.Kind}."),
    };

    /// <summary>Refuses unless money may leave this method on behalf of <paramref name="payer"/>.</summary>
    public void RequireUsableBy(BusinessId payer)
    {
        if (BusinessId != payer || IsFrozen)
        {
            throw new RefusedException(
                Refusal.PaymentMethodUnusable,
                IsFrozen ? $"Funding source {Id} is frozen after a failed payment." : $"Funding source {Id} belongs to another business.");
        }
    }
}

/// <summary>What kind of place money comes from or goes to.</summary>
public enum PaymentMethodKind
{
    /// <summary>An account at a bank.</summary>
    BankAccount,

    /// <summary>A balance held with the rail.</summary>
    Wallet,
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
