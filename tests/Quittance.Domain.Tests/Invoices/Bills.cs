using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Tests.Invoices;

/// <summary>Bills in any state, for tests that begin there.</summary>
internal static class Bills
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public static readonly BusinessId Payer = BusinessId.New(Now);

    public static readonly BusinessId Payee = BusinessId.New(Now);

    public static NetworkConnection Connection(ConnectionSettings? settings = null) =>
        NetworkConnection.Between(NetworkConnectionId.New(Now), Payer, Payee, settings ?? ConnectionSettings.None, Now);

    public static Invoice Draft(ConnectionRole author = ConnectionRole.Payee, long minor = 100_00, DateOnly? dueDate = null, ConnectionSettings? settings = null) =>
        Invoice.Draft(
            InvoiceId.New(Now), Connection(settings), author, new Money(minor, Currency.Usd), dueDate,
            new InvoiceDetails("INV-1", new DateOnly(2026, 3, 1), "March", null, null, [InvoiceLine.Of("Hours", 2, minor / 200m, Currency.Usd)!]), Now);

    /// <summary>A bill that went the shortest legal way to a status.</summary>
    public static Invoice In(InvoiceStatus status, ConnectionRole author = ConnectionRole.Payee, long minor = 100_00)
    {
        var draft = Draft(author, minor);
        Invoice Submitted() => draft.Submit(author, Now);
        Invoice Approved() => Submitted().Approve(ConnectionRole.Payer, "user:ann", Now);
        Invoice Paying() => Approved().StartPayment(Now);
        Invoice Paid() => Paying().Settle(draft.Amount, Now);
        return status switch
        {
            InvoiceStatus.Draft => draft,
            InvoiceStatus.Submitted => Submitted(),
            InvoiceStatus.Approved => Approved(),
            InvoiceStatus.Declined => Submitted().Decline(ConnectionRole.Payer, "wrong price", Now),
            InvoiceStatus.Scheduled => Approved().Schedule(ConnectionRole.Payer, Now),
            InvoiceStatus.Paying => Paying(),
            InvoiceStatus.Failed => Paying().Fail(Now),
            InvoiceStatus.Paid => Paid(),
            InvoiceStatus.Canceled => draft.Cancel(author, Now),
            InvoiceStatus.Archived => Paid().Archive(Now),
        };
    }
}
