namespace Quittance.Domain.Invoices;

/// <summary>The steps that lead a bill from where it stands to where its caller wants it. There are no other ways.</summary>
/// <remarks>
/// Callers who name a status instead of a step mean "as far as it goes": a bill that still needs approvals rests before the payer,
/// wherever it was to go from there.
/// </remarks>
public static class InvoiceRoute
{
    private static readonly Dictionary<(InvoiceStatus From, InvoiceStatus To), IReadOnlyList<InvoiceStep>> Ways = new()
    {
        [(InvoiceStatus.Draft, InvoiceStatus.Submitted)] = [InvoiceStep.Submit],
        [(InvoiceStatus.Draft, InvoiceStatus.Approved)] = [InvoiceStep.Submit, InvoiceStep.Approve],
        [(InvoiceStatus.Draft, InvoiceStatus.Scheduled)] = [InvoiceStep.Submit, InvoiceStep.Approve, InvoiceStep.Schedule],
        [(InvoiceStatus.Draft, InvoiceStatus.Canceled)] = [InvoiceStep.Cancel],
        [(InvoiceStatus.Submitted, InvoiceStatus.Draft)] = [InvoiceStep.Revise],
        [(InvoiceStatus.Submitted, InvoiceStatus.Approved)] = [InvoiceStep.Approve],
        [(InvoiceStatus.Submitted, InvoiceStatus.Scheduled)] = [InvoiceStep.Approve, InvoiceStep.Schedule],
        [(InvoiceStatus.Submitted, InvoiceStatus.Canceled)] = [InvoiceStep.Cancel],
        [(InvoiceStatus.Approved, InvoiceStatus.Scheduled)] = [InvoiceStep.Schedule],
        [(InvoiceStatus.Approved, InvoiceStatus.Paid)] = [InvoiceStep.PayOffPlatform],
        [(InvoiceStatus.Approved, InvoiceStatus.Failed)] = [InvoiceStep.FailOffPlatform],
        [(InvoiceStatus.Approved, InvoiceStatus.Canceled)] = [InvoiceStep.Cancel],
        [(InvoiceStatus.Declined, InvoiceStatus.Draft)] = [InvoiceStep.Revise],
        [(InvoiceStatus.Declined, InvoiceStatus.Canceled)] = [InvoiceStep.Cancel],
        [(InvoiceStatus.Scheduled, InvoiceStatus.Approved)] = [InvoiceStep.Unschedule],
        [(InvoiceStatus.Scheduled, InvoiceStatus.Paid)] = [InvoiceStep.PayOffPlatform],
        [(InvoiceStatus.Scheduled, InvoiceStatus.Failed)] = [InvoiceStep.FailOffPlatform],
        [(InvoiceStatus.Scheduled, InvoiceStatus.Canceled)] = [InvoiceStep.Cancel],
        [(InvoiceStatus.Paying, InvoiceStatus.Canceled)] = [InvoiceStep.CallOffPayment, InvoiceStep.Cancel],
        [(InvoiceStatus.Failed, InvoiceStatus.Scheduled)] = [InvoiceStep.Schedule],
        [(InvoiceStatus.Failed, InvoiceStatus.Draft)] = [InvoiceStep.Revise],
        [(InvoiceStatus.Failed, InvoiceStatus.Canceled)] = [InvoiceStep.Cancel],
        [(InvoiceStatus.Paid, InvoiceStatus.Failed)] = [InvoiceStep.Void],
        [(InvoiceStatus.Paid, InvoiceStatus.Archived)] = [InvoiceStep.Archive],
        [(InvoiceStatus.Canceled, InvoiceStatus.Draft)] = [InvoiceStep.Revise],
    };

    /// <summary>The steps from <paramref name="from"/> to <paramref name="to"/>; none where it stands there already.</summary>
    /// <param name="isReplanned">Whether something has changed of how a scheduled bill is to be paid, so that it has to be scheduled anew.</param>
    /// <exception cref="RefusedException">There is no way.</exception>
    public static IReadOnlyList<InvoiceStep> Between(InvoiceId id, InvoiceStatus from, InvoiceStatus to, bool isReplanned)
    {
        if (from == to)
        {
            return from == InvoiceStatus.Scheduled && isReplanned ? [InvoiceStep.Unschedule, InvoiceStep.Schedule] : [];
        }

        return Ways.TryGetValue((from, to), out var steps)
            ? steps
            : throw new RefusedException(Refusal.InvoiceStepRefused, $"Invoice {id} is {Text(from)} and cannot become {Text(to)}.");
    }

    private static string Text(InvoiceStatus status) => $"{status}".ToLowerInvariant();
}

/// <summary>One step of a bill that a caller can ask for by naming a status.</summary>
public enum InvoiceStep
{
    /// <summary>Take it back to draft.</summary>
    Revise,

    /// <summary>Put it before the payer.</summary>
    Submit,

    /// <summary>The payer agrees to pay.</summary>
    Approve,

    /// <summary>Plan its payment.</summary>
    Schedule,

    /// <summary>Drop the planned payment.</summary>
    Unschedule,

    /// <summary>Stop a payment that has begun, as long as the rail lets it.</summary>
    CallOffPayment,

    /// <summary>Say that it was paid by means of the payer's own.</summary>
    PayOffPlatform,

    /// <summary>Say that such a payment did not go through.</summary>
    FailOffPlatform,

    /// <summary>Take back a check that was printed.</summary>
    Void,

    /// <summary>Take it off the table.</summary>
    Cancel,

    /// <summary>Put it away.</summary>
    Archive,
}
