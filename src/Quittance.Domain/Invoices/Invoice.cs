using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Invoices;

/// <summary>A bill from a payee to a payer. The Network dialect calls it a payable.</summary>
/// <remarks>
/// From <see cref="InvoiceStatus.Submitted"/> on, amount, currency, due date and parties are frozen, so what is approved
/// is what is paid. Every way from one status to another is one method here; there are no others.
/// </remarks>
/// <param name="Author">The side that wrote the bill.</param>
/// <param name="Paid">What transactions that still stand have paid; never more than the amount.</param>
/// <param name="Details">What the bill says, beyond what money needs.</param>
/// <param name="ApprovedBy">Who or which rule approved; null until then. Going back to draft clears it.</param>
public sealed record Invoice(
    InvoiceId Id,
    NetworkConnectionId ConnectionId,
    BusinessId PayerId,
    BusinessId PayeeId,
    ConnectionRole Author,
    Money Amount,
    Money Paid,
    DateOnly? DueDate,
    InvoiceDetails Details,
    InvoiceStatus Status,
    string? ApprovedBy,
    DateTimeOffset? ApprovedAt,
    string? DeclineReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>What is still to be paid.</summary>
    public Money Open => Amount - Paid;

    /// <summary>A new bill on an active connection.</summary>
    public static Invoice Draft(
        InvoiceId id, NetworkConnection connection, ConnectionRole author, Money amount, DateOnly? dueDate, InvoiceDetails details, DateTimeOffset now)
    {
        connection.RequireActive();
        return new Invoice(
            id, connection.Id, connection.PayerId!.Value, connection.PayeeId!.Value, author,
            amount, new Money(0, amount.Currency), dueDate ?? connection.Settings.DueDateOf(details.InvoiceDate), details,
            InvoiceStatus.Draft, null, null, null, now, now);
    }

    /// <summary>The side that <paramref name="business"/> has on this bill; null if it has none.</summary>
    public ConnectionRole? RoleOf(BusinessId business) =>
        business == PayerId ? ConnectionRole.Payer
        : business == PayeeId ? ConnectionRole.Payee
        : null;

    /// <summary>Changes a draft. Later only the memo may change, and only until the bill is decided.</summary>
    public Invoice Edit(ConnectionRole by, Money amount, DateOnly? dueDate, InvoiceDetails details, DateTimeOffset now)
    {
        RequireAuthor(by, "changed");
        if (Status == InvoiceStatus.Submitted)
        {
            return amount == Amount && dueDate == DueDate && details.HasSameContentAs(Details with { Memo = details.Memo })
                ? this with { Details = Details with { Memo = details.Memo }, UpdatedAt = now }
                : throw new RefusedException(Refusal.InvoiceFrozen, $"Invoice {Id} is submitted: only its memo can change. Revise it to make it a draft again.");
        }

        Require("changed", InvoiceStatus.Draft);
        return this with { Amount = amount, Paid = new Money(0, amount.Currency), DueDate = dueDate, Details = details, UpdatedAt = now };
    }

    /// <summary>Puts a draft on another connection, because its payer or its payee is another one than was thought.</summary>
    public Invoice MoveTo(NetworkConnection connection, ConnectionRole by, ConnectionRole author, DateTimeOffset now)
    {
        RequireAuthor(by, "changed");
        Require("given another payer or vendor", InvoiceStatus.Draft);
        connection.RequireActive();
        return this with { ConnectionId = connection.Id, PayerId = connection.PayerId!.Value, PayeeId = connection.PayeeId!.Value, Author = author, UpdatedAt = now };
    }

    /// <summary>Refuses to change what is frozen, and names it.</summary>
    public void RequireUnfrozen(IReadOnlyCollection<string> changed)
    {
        if (Status != InvoiceStatus.Draft && changed.Count > 0)
        {
            throw new RefusedException(
                Refusal.InvoiceFrozen,
                $"Invoice {Id} is {$"{Status}".ToLowerInvariant()}: {string.Join(", ", changed)} cannot change any more. Take it back to draft to change them.");
        }
    }

    /// <summary>Corrects what a bill says beyond what is frozen: its number, dates, text, tax and lines.</summary>
    public Invoice Amend(ConnectionRole by, InvoiceDetails details, DateTimeOffset now)
    {
        RequireAuthor(by, "changed");
        Require("changed", InvoiceStatus.Draft, InvoiceStatus.Submitted, InvoiceStatus.Approved, InvoiceStatus.Scheduled, InvoiceStatus.Failed);
        return this with { Details = details, UpdatedAt = now };
    }

    /// <summary>Puts the bill before the payer.</summary>
    public Invoice Submit(ConnectionRole by, DateTimeOffset now)
    {
        RequireAuthor(by, "submitted");
        Require("submitted", InvoiceStatus.Draft);
        return Amount.IsPositive
            ? this with { Status = InvoiceStatus.Submitted, DeclineReason = null, UpdatedAt = now }
            : throw new RefusedException(Refusal.AmountOutOfRange, $"Invoice {Id} has no amount to pay.");
    }

    /// <summary>The payer agrees to pay.</summary>
    /// <param name="approver">Who agreed: a user, a token, or the rule that did it in their place.</param>
    public Invoice Approve(ConnectionRole by, string approver, DateTimeOffset now)
    {
        RequirePayer(by, "approve");
        Require("approved", InvoiceStatus.Submitted);
        return this with { Status = InvoiceStatus.Approved, ApprovedBy = approver, ApprovedAt = now, UpdatedAt = now };
    }

    /// <summary>The payer will not pay as it stands; the author can revise and submit again.</summary>
    public Invoice Decline(ConnectionRole by, string reason, DateTimeOffset now)
    {
        RequirePayer(by, "decline");
        Require("declined", InvoiceStatus.Submitted);
        return this with { Status = InvoiceStatus.Declined, DeclineReason = reason, UpdatedAt = now };
    }

    /// <summary>Makes the bill a draft again, which clears its approval. Nothing may have been paid on it.</summary>
    public Invoice Revise(ConnectionRole by, DateTimeOffset now)
    {
        RequireAuthor(by, "revised");
        Require("revised", InvoiceStatus.Submitted, InvoiceStatus.Declined, InvoiceStatus.Failed, InvoiceStatus.Canceled);
        RequireUnpaid("revised");
        return this with { Status = InvoiceStatus.Draft, ApprovedBy = null, ApprovedAt = null, UpdatedAt = now };
    }

    /// <summary>Takes the bill off the table. Until it is decided that is its author's or payee's right, afterwards the payer's.</summary>
    public Invoice Cancel(ConnectionRole by, DateTimeOffset now)
    {
        Require("canceled", InvoiceStatus.Draft, InvoiceStatus.Submitted, InvoiceStatus.Declined, InvoiceStatus.Approved, InvoiceStatus.Scheduled, InvoiceStatus.Failed);
        RequireUnpaid("canceled");
        if (Status is InvoiceStatus.Approved or InvoiceStatus.Scheduled or InvoiceStatus.Failed)
        {
            RequirePayer(by, "cancel");
        }
        else
        {
            RequireAuthor(by, "canceled");
        }

        return this with { Status = InvoiceStatus.Canceled, UpdatedAt = now };
    }

    /// <summary>A payment is planned for a day. Planning again after a failed payment is the retry.</summary>
    public Invoice Schedule(ConnectionRole by, DateTimeOffset now)
    {
        RequirePayer(by, "pay");
        Require("scheduled", InvoiceStatus.Approved, InvoiceStatus.Failed);
        return this with { Status = InvoiceStatus.Scheduled, UpdatedAt = now };
    }

    /// <summary>The planned payment was called off.</summary>
    public Invoice Unschedule(ConnectionRole by, DateTimeOffset now)
    {
        RequirePayer(by, "unschedule");
        Require("unscheduled", InvoiceStatus.Scheduled);
        return this with { Status = InvoiceStatus.Approved, UpdatedAt = now };
    }

    /// <summary>Money starts to move.</summary>
    public Invoice StartPayment(DateTimeOffset now)
    {
        Require("paid", InvoiceStatus.Approved, InvoiceStatus.Scheduled);
        return this with { Status = InvoiceStatus.Paying, UpdatedAt = now };
    }

    /// <summary>A transaction of <paramref name="amount"/> has settled; the bill is paid once nothing is open.</summary>
    public Invoice Settle(Money amount, DateTimeOffset now)
    {
        Require("settled", InvoiceStatus.Paying);
        var paid = PaidWith(amount);
        return this with { Paid = paid, Status = paid == Amount ? InvoiceStatus.Paid : InvoiceStatus.Paying, UpdatedAt = now };
    }

    /// <summary>The payer paid by other means, outside Quittance.</summary>
    public Invoice PayOffPlatform(ConnectionRole by, DateTimeOffset now)
    {
        RequirePayer(by, "mark as paid");
        Require("marked as paid", InvoiceStatus.Approved, InvoiceStatus.Scheduled);
        return this with { Paid = Amount, Status = InvoiceStatus.Paid, UpdatedAt = now };
    }

    /// <summary>The payment was called off before any money moved; the bill is approved as before.</summary>
    public Invoice CallOffPayment(DateTimeOffset now)
    {
        Require("called off", InvoiceStatus.Paying);
        return this with { Status = InvoiceStatus.Approved, UpdatedAt = now };
    }

    /// <summary>The payer says that a payment by means of its own, outside Quittance's rails, did not go through.</summary>
    public Invoice FailOffPlatform(ConnectionRole by, DateTimeOffset now)
    {
        RequirePayer(by, "mark as failed");
        Require("marked as failed", InvoiceStatus.Approved, InvoiceStatus.Scheduled);
        return this with { Status = InvoiceStatus.Failed, UpdatedAt = now };
    }

    /// <summary>The payment did not go through.</summary>
    public Invoice Fail(DateTimeOffset now)
    {
        Require("failed", InvoiceStatus.Paying);
        return this with { Status = InvoiceStatus.Failed, UpdatedAt = now };
    }

    /// <summary>The rail brought <paramref name="amount"/> back after it had settled. A bill that was put away is to be paid again, too.</summary>
    public Invoice Return(Money amount, DateTimeOffset now)
    {
        Require("returned", InvoiceStatus.Paid, InvoiceStatus.Archived);
        return amount.IsPositive && !(amount > Paid)
            ? this with { Paid = Paid - amount, Status = InvoiceStatus.Failed, UpdatedAt = now }
            : throw new RefusedException(Refusal.AmountOutOfRange, $"Invoice {Id} has {Paid} paid; {amount} cannot come back.");
    }

    /// <summary>Puts a paid bill out of the way.</summary>
    public Invoice Archive(DateTimeOffset now)
    {
        Require("archived", InvoiceStatus.Paid);
        return this with { Status = InvoiceStatus.Archived, UpdatedAt = now };
    }

    /// <summary>Refuses unless the payer still has to decide.</summary>
    public void RequireUndecided() => Require("approved or declined", InvoiceStatus.Submitted);

    /// <summary>Refuses unless the bill may be deleted without a trace on the other side.</summary>
    public void RequireDeletable(ConnectionRole by)
    {
        RequireAuthor(by, "deleted");
        Require("deleted", InvoiceStatus.Draft);
    }

    private Money PaidWith(Money amount) => amount.IsPositive && !(amount > Open)
        ? Paid + amount
        : throw new RefusedException(Refusal.AmountOutOfRange, $"Invoice {Id} has {Open} open; {amount} cannot be paid on it.");

    private void Require(string step, params ReadOnlySpan<InvoiceStatus> allowed)
    {
        if (!allowed.Contains(Status))
        {
            throw new RefusedException(Refusal.InvoiceStepRefused, $"Invoice {Id} is {Status.ToString().ToLowerInvariant()} and cannot be {step}.");
        }
    }

    private void RequireUnpaid(string step)
    {
        if (!Paid.IsZero)
        {
            throw new RefusedException(Refusal.InvoiceStepRefused, $"Invoice {Id} has {Paid} paid and cannot be {step}.");
        }
    }

    private void RequirePayer(ConnectionRole by, string verb)
    {
        if (by != ConnectionRole.Payer)
        {
            throw new RefusedException(Refusal.PayerOnly, $"Only the payer can {verb} invoice {Id}.");
        }
    }

    private void RequireAuthor(ConnectionRole by, string step)
    {
        if (by != Author && by != ConnectionRole.Payee)
        {
            throw new RefusedException(Refusal.AuthorOnly, $"Invoice {Id} was written by the {Author.ToString().ToLowerInvariant()} and can be {step} only there.");
        }
    }
}

/// <summary>Where a bill stands. The names are the core's; each dialect has its own word for each.</summary>
public enum InvoiceStatus
{
    /// <summary>Being written; only its author works on it.</summary>
    Draft,

    /// <summary>Before the payer, who decides.</summary>
    Submitted,

    /// <summary>The payer agreed; no payment is planned.</summary>
    Approved,

    /// <summary>The payer said no; the author may revise.</summary>
    Declined,

    /// <summary>A payment is planned for a day.</summary>
    Scheduled,

    /// <summary>Money is moving.</summary>
    Paying,

    /// <summary>The payment failed, or came back later.</summary>
    Failed,

    /// <summary>Nothing is open.</summary>
    Paid,

    /// <summary>Taken off the table.</summary>
    Canceled,

    /// <summary>Paid and put away.</summary>
    Archived,
}

/// <summary>Names an invoice; payer and payee know it by the same id.</summary>
public readonly record struct InvoiceId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static InvoiceId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"pay_{Value:n}";
}
