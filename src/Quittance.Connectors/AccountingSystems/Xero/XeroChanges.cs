using System.Globalization;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Reads what changed, a page of one list at a time.</summary>
internal sealed class XeroChanges(XeroApi api, TimeProvider clock)
{
    private const int PageSize = 100;

    /// <summary>The page at a place.</summary>
    public async Task<RemoteChanges> ListAsync(AccountingAccess access, string? text, CancellationToken cancel)
    {
        var place = XeroPlace.Read(text);
        var page = await api.GetAsync(access, PathOf(place), place.Mark.Since, answer => Read(place.Next, answer), cancel);
        var isFull = page.Times.Count >= PageSize;
        var after = place.With(place.Mark.After(page.Times, isFull, clock.GetUtcNow()));
        after = isFull ? after : after with { Next = place.Next == XeroList.Payments ? XeroList.Contacts : place.Next + 1 };
        return page.Changes with { Place = after.Write(), HasMore = isFull || place.Next != XeroList.Payments };
    }

    private static string PathOf(XeroPlace place)
    {
        var list = place.Next switch
        {
            // Contacts of all kinds: one becomes a supplier by its first bill, and that does not count as a change.
            XeroList.Contacts => "/Contacts?includeArchived=true",
            XeroList.Invoices => $"/Invoices?where={Uri.EscapeDataString("Type==\"ACCPAY\"")}&includeArchived=true",
            XeroList.Payments => $"/Payments?where={Uri.EscapeDataString("PaymentType==\"ACCPAYPAYMENT\"")}",
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{list}&order={Uri.EscapeDataString("UpdatedDateUTC ASC")}&page={(place.Mark.Skip / PageSize) + 1}&pageSize={PageSize}");
    }

    private static (IReadOnlyList<DateTimeOffset> Times, RemoteChanges Changes) Read(XeroList list, JsonElement answer) => list switch
    {
        XeroList.Contacts => ReadContacts([.. answer.Items("Contacts", PageSize).Select(XeroContact.Read)]),
        XeroList.Invoices => ReadBills(XeroBill.ReadAll(answer)),
        XeroList.Payments => ReadPayments(XeroPayment.ReadAll(answer)),
        _ => throw new ArgumentOutOfRangeException(nameof(list)),
    };

    private static (IReadOnlyList<DateTimeOffset>, RemoteChanges) ReadContacts(IReadOnlyList<XeroContact> contacts) => (
        TimesOf(contacts.Select(contact => contact.Reference)),
        Changes(vendors: [.. contacts.Where(contact => !contact.IsCustomerOnly).Select(contact => contact.ToVendor())]));

    // A draft that was thrown away is gone; a bill that was voided is still there and says so.
    private static (IReadOnlyList<DateTimeOffset>, RemoteChanges) ReadBills(IReadOnlyList<XeroBill> bills) => (
        TimesOf(bills.Select(bill => bill.Bill.Reference)),
        Changes(
            bills: [.. bills.Where(bill => bill.Status != "DELETED").Select(bill => bill.Bill)],
            deleted: [.. bills.Where(bill => bill.Status == "DELETED").Select(bill => (AccountingObjectKind.Bill, bill.Bill.Reference.Id))]));

    private static (IReadOnlyList<DateTimeOffset>, RemoteChanges) ReadPayments(IReadOnlyList<XeroPayment> payments) => (
        TimesOf(payments.Select(payment => payment.Payment.Reference)),
        Changes(payments: [.. payments.Select(payment => payment.Payment)]));

    private static IReadOnlyList<DateTimeOffset> TimesOf(IEnumerable<RemoteReference> references) => [.. references.Select(reference => reference.UpdatedAt ?? DateTimeOffset.UnixEpoch)];

    private static RemoteChanges Changes(
        IReadOnlyList<RemoteVendor>? vendors = null,
        IReadOnlyList<RemoteBill>? bills = null,
        IReadOnlyList<RemotePayment>? payments = null,
        IReadOnlyList<(AccountingObjectKind, string)>? deleted = null) => new(vendors ?? [], bills ?? [], payments ?? [], deleted ?? [], null, false);
}
