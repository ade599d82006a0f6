using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments;
using Quittance.Server.Payments;
using Quittance.Server.Showing;

namespace Quittance.Server.Loading;

/// <summary>From what to what a type of transaction goes, and how it is ordered to arrive.</summary>
/// <param name="Json">The options as they are stored; null for none.</param>
/// <param name="Shown">The same in the dialect's words.</param>
internal sealed record LoadedEnds(TransactionType Type, PaymentMethodKind From, PaymentMethodKind To, string? Json, PaymentDestinationOptionsWire? Shown)
{
    private static readonly DestinationOptions NoOptions = new(null, null, null, null, null, null);

    // Heavier than they come out for what not every vendor can take: such a throw becomes a transfer between bank accounts.
    private static readonly (LoadedEnds Ends, int Weight)[] Choices =
    [
        (Of(TransactionType.BankAccountToBankAccount, PaymentMethodKind.BankAccount, PaymentMethodKind.BankAccount, null), 300),
        (Of(TransactionType.BankAccountToBankAccount, PaymentMethodKind.BankAccount, PaymentMethodKind.BankAccount, NoOptions with { Ach = AchDelivery.SameDay }), 80),
        (Of(TransactionType.BankAccountToMailedCheck, PaymentMethodKind.BankAccount, PaymentMethodKind.Check, NoOptions with { Check = CheckDelivery.Mail }), 180),
        (Of(TransactionType.BankAccountToPrintedCheck, PaymentMethodKind.BankAccount, PaymentMethodKind.Check, NoOptions with { Check = CheckDelivery.Print }), 70),
        (Of(TransactionType.CardToBankAccount, PaymentMethodKind.Card, PaymentMethodKind.BankAccount, null), 90),
        (Of(TransactionType.WalletToBankAccount, PaymentMethodKind.Wallet, PaymentMethodKind.BankAccount, null), 40),
        (Of(TransactionType.BankAccountToWallet, PaymentMethodKind.BankAccount, PaymentMethodKind.Wallet, null), 80),
        (Of(TransactionType.CardToWallet, PaymentMethodKind.Card, PaymentMethodKind.Wallet, null), 40),
        (Of(TransactionType.WalletToWallet, PaymentMethodKind.Wallet, PaymentMethodKind.Wallet, null), 40),
        (Of(TransactionType.Custom, PaymentMethodKind.BankAccount, PaymentMethodKind.Custom, null), 90),
        (Of(TransactionType.OffPlatform, PaymentMethodKind.BankAccount, PaymentMethodKind.OffPlatform, null), 90),
    ];

    public static LoadedEnds Between(LoadedPayer payer, LoadedVendor vendor, Dice dice)
    {
        var ends = dice.Weighted(Choices);
        return payer.Methods.ContainsKey(ends.From) && vendor.Methods.ContainsKey(ends.To) ? ends : Choices[0].Ends;
    }

    private static LoadedEnds Of(TransactionType type, PaymentMethodKind from, PaymentMethodKind to, DestinationOptions? options) =>
        new(type, from, to, PaymentOrderStore.Write(options), options is null ? null : ShownOptions.Of(options));
}
