using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;

namespace Quittance.Server.Loading;

/// <summary>What became of a loaded transaction, and when.</summary>
/// <param name="Side">Whose account it was that failed; null for nobody's.</param>
internal sealed record LoadedFate(
    TransactionStatus Status, DateTimeOffset UpdatedAt, DateTimeOffset? CompletedAt = null, TransactionFailure? Failure = null, FailedSide? Side = null)
{
    private const int FreshDays = 3;
    private const int ReturnDaysMax = 20;

    private static readonly TransactionFailure NoFunds = new("R01", "Insufficient funds");
    private static readonly TransactionFailure Closed = new("R02", "Account closed");
    private static readonly TransactionFailure Unknown = new("R03", "No account/unable to locate account");
    private static readonly TransactionFailure Invalid = new("R04", "Invalid account number");
    private static readonly TransactionFailure ByHand = new("VOIDED", "Taken back by the payer");

    private static readonly (TransactionStatus, int)[] Fresh =
    [
        (TransactionStatus.Pending, 45), (TransactionStatus.Completed, 30), (TransactionStatus.Queued, 10), (TransactionStatus.Created, 10),
        (TransactionStatus.Failed, 3), (TransactionStatus.Canceled, 2),
    ];

    private static readonly (TransactionStatus, int)[] Old =
    [
        (TransactionStatus.Completed, 920), (TransactionStatus.Failed, 25), (TransactionStatus.Canceled, 15), (TransactionStatus.Returned, 12),
        (TransactionStatus.Reversed, 10), (TransactionStatus.Pending, 12), (TransactionStatus.Queued, 3), (TransactionStatus.Created, 3),
    ];

    private static readonly (TransactionStatus, int)[] OfCustom =
        [(TransactionStatus.Completed, 940), (TransactionStatus.Failed, 25), (TransactionStatus.Returned, 20), (TransactionStatus.Canceled, 15)];

    private static readonly (TransactionStatus, int)[] OfPrinted = [(TransactionStatus.Completed, 970), (TransactionStatus.Returned, 30)];

    /// <summary>The status that its orders have then.</summary>
    public PaymentOrderStatus OrderStatus => Status switch
    {
        TransactionStatus.Created or TransactionStatus.Pending or TransactionStatus.Queued => PaymentOrderStatus.Processing,
        TransactionStatus.Completed => PaymentOrderStatus.Completed,
        TransactionStatus.Canceled => PaymentOrderStatus.Canceled,
        TransactionStatus.Failed or TransactionStatus.Reversed or TransactionStatus.Returned => PaymentOrderStatus.Failed,
    };

    /// <summary>The status that its bills have then.</summary>
    public InvoiceStatus InvoiceStatus => Status switch
    {
        TransactionStatus.Created or TransactionStatus.Pending or TransactionStatus.Queued => InvoiceStatus.Paying,
        TransactionStatus.Completed => InvoiceStatus.Paid,
        TransactionStatus.Canceled => InvoiceStatus.Approved,
        TransactionStatus.Failed or TransactionStatus.Reversed or TransactionStatus.Returned => InvoiceStatus.Failed,
    };

    /// <param name="end">Nothing happens after this moment.</param>
    public static LoadedFate Of(TransactionType type, DateTimeOffset at, DateTimeOffset end, Dice dice)
    {
        var status = type switch
        {
            TransactionType.OffPlatform => TransactionStatus.Completed,
            TransactionType.Custom => dice.Weighted(OfCustom),
            TransactionType.BankAccountToPrintedCheck => dice.Weighted(OfPrinted),
            _ => dice.Weighted(end - at < TimeSpan.FromDays(FreshDays) ? Fresh : Old),
        };
        var settled = type.IsByHand() ? at : Later(at, 3, end, dice);
        return status switch
        {
            TransactionStatus.Completed => new LoadedFate(status, settled, settled),
            TransactionStatus.Returned => new LoadedFate(
                status, Later(settled, ReturnDaysMax, end, dice), settled, type.IsByHand() ? ByHand : dice.Pick([Unknown, Invalid]),
                type.IsByHand() ? null : FailedSide.Destination),
            TransactionStatus.Failed => new LoadedFate(status, settled, null, dice.Chance(600) ? NoFunds : Closed, FailedSide.Source),
            TransactionStatus.Reversed => new LoadedFate(status, settled, null, dice.Pick([Unknown, Invalid]), FailedSide.Destination),
            TransactionStatus.Canceled => new LoadedFate(status, Later(at, 1, end, dice)),
            _ => new LoadedFate(status, at),
        };
    }

    private static DateTimeOffset Later(DateTimeOffset from, int daysMax, DateTimeOffset end, Dice dice)
    {
        var later = from.AddMilliseconds(dice.Below((long)TimeSpan.FromDays(daysMax).TotalMilliseconds));
        return later < end ? later : end > from ? end : from;
    }
}
