using Quittance.Domain.Invoices;

namespace Quittance.Domain.Payments;

/// <summary>What the platform would pay for a payment, at the sandbox's prices; listed in docs/payment-methods.md.</summary>
/// <remarks>
/// Quittance itself charges nothing, neither payer nor payee. Prices are fixed ones in US cents, and are charged in that currency only,
/// and shares of the amount in hundredths of a percent, rounded up to a whole minor unit.
/// </remarks>
/// <param name="Source">For taking the money.</param>
/// <param name="Destination">For bringing it.</param>
public sealed record PaymentFees(Money Source, Money Destination)
{
    private const long CardBasisPoints = 290;
    private const long CardCents = 30;
    private const long MailCents = 125;
    private const long PriorityMailCents = 1_100;
    private const long NextDayCents = 2_900;
    private const long SameDayAchCents = 50;
    private const long BasisPoints = 10_000;

    /// <summary>Of a payment of <paramref name="amount"/>.</summary>
    public static PaymentFees Of(PaymentMethod source, PaymentMethod destination, DestinationOptions? options, Money amount)
    {
        var type = source.TypeTo(destination, options?.Check);
        return new PaymentFees(
            type is TransactionType.CardToBankAccount or TransactionType.CardToWallet
                ? amount with { Minor = ShareOf(amount.Minor) + InUsDollars(amount, CardCents) }
                : Money.Zero(amount.Currency),
            amount with
            {
                Minor = InUsDollars(amount, (type, options?.Check, options?.Ach) switch
                {
                    (TransactionType.BankAccountToMailedCheck, CheckDelivery.MailUpsNextDay, _) => NextDayCents,
                    (TransactionType.BankAccountToMailedCheck, CheckDelivery.MailPriority, _) => PriorityMailCents,
                    (TransactionType.BankAccountToMailedCheck, _, _) => MailCents,
                    (TransactionType.BankAccountToBankAccount, _, AchDelivery.SameDay or null) => SameDayAchCents,
                    _ => 0,
                }),
            });
    }

    private static long InUsDollars(Money amount, long cents) => amount.Currency == Currency.Usd ? cents : 0;

    // In two parts, so that the largest amount does not overflow.
    private static long ShareOf(long minor) => (minor / BasisPoints * CardBasisPoints) + (((minor % BasisPoints * CardBasisPoints) + BasisPoints - 1) / BasisPoints);
}
