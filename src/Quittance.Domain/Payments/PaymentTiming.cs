using Quittance.Domain.Invoices;

namespace Quittance.Domain.Payments;

/// <summary>When a payment is expected to leave and to arrive.</summary>
/// <param name="ProcessedOn">The bank day on which the money leaves.</param>
/// <param name="BankDays">Bank days from there to the arrival.</param>
/// <param name="SettledOn">The bank day on which it arrives.</param>
public sealed record PaymentTiming(DateOnly ProcessedOn, int BankDays, DateOnly SettledOn)
{
    /// <summary>Days of the calendar from leaving to arriving.</summary>
    public int Days => SettledOn.DayNumber - ProcessedOn.DayNumber;

    /// <summary>Of a payment that is to leave on a day, or on the first bank day after it.</summary>
    public static PaymentTiming Of(PaymentMethod source, PaymentMethod destination, DestinationOptions? options, DateOnly deductOn) =>
        From(Payments.BankDays.OnOrAfter(deductOn), DaysOf(source, destination, options));

    /// <summary>Of a payment that left on a day.</summary>
    public static PaymentTiming OfProcessed(PaymentMethod source, PaymentMethod destination, DestinationOptions? options, DateOnly processedOn) =>
        From(processedOn, DaysOf(source, destination, options));

    /// <summary>How many bank days a payment is under way, by its type; listed in docs/payment-methods.md.</summary>
    public static int DaysOf(PaymentMethod source, PaymentMethod destination, DestinationOptions? options) => source.TypeTo(destination, options?.Check) switch
    {
        TransactionType.BankAccountToBankAccount => options?.Ach switch
        {
            AchDelivery.Standard => 3,
            AchDelivery.Accelerated => 2,
            AchDelivery.SameDay or null => 1,
        },
        TransactionType.BankAccountToMailedCheck => options?.Check switch
        {
            CheckDelivery.MailUpsNextDay => 2, // A day to print it.
            CheckDelivery.MailPriority => 4,
            _ => 7,
        },
        TransactionType.BankAccountToWallet or TransactionType.CardToBankAccount or TransactionType.CardToWallet => 2,
        TransactionType.WalletToBankAccount => 1,
        TransactionType.BankAccountToPrintedCheck or TransactionType.WalletToWallet or TransactionType.OffPlatform => 0,
        TransactionType.Custom => Math.Max(0, (destination.Schema ?? source.Schema)!.ProcessingDays), // Not known counts as none.
    };

    private static PaymentTiming From(DateOnly day, int bankDays) => new(day, bankDays, Payments.BankDays.After(day, bankDays));
}
