using Quittance.Domain.Invoices;

namespace Quittance.Connectors.Rails.Sandbox;

/// <summary>How long the sandbox takes.</summary>
/// <param name="Settlement">From the instruction until the money has arrived, the check is mailed, or the failure shows.</param>
/// <param name="ReturnAfter">From the arrival until a payment that was asked to come back does.</param>
public sealed record SandboxOptions(TimeSpan Settlement, TimeSpan ReturnAfter)
{
    /// <summary>Returns come two days later, as they do on ACH.</summary>
    public static readonly TimeSpan DefaultReturnAfter = TimeSpan.FromDays(2);

    /// <summary>How long a check is in the mail.</summary>
    public static TimeSpan InTheMail(CheckDelivery? delivery) => TimeSpan.FromDays(delivery switch
    {
        CheckDelivery.MailUpsNextDay => 1,
        CheckDelivery.MailPriority => 3,
        _ => 5,
    });
}
