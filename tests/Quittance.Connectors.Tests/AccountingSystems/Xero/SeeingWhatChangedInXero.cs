using Quittance.Connectors.AccountingSystems.Xero;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Xero;

/// <summary>Changes, a page at a time, with none left out.</summary>
public sealed class SeeingWhatChangedInXero : IAsyncLifetime
{
    private readonly MovableClock _clock = new();
    private XeroDesk _desk = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await XeroDesk.OpenAsync(_clock);

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Hundreds_of_one_moment_are_all_seen_and_so_is_the_one_after_them()
    {
        _desk.There.Tick = TimeSpan.Zero;
        var contact = _desk.There.AddContact("Vendor");
        var bills = Enumerable.Range(1, 250).Select(number => _desk.There.AddBill(contact, $"B{number}", number)).ToList();

        var (seen, place) = await DrainAsync(null);
        var after = _desk.There.AddBill(contact, "After", 1);
        var (later, _) = await DrainAsync(place);

        Assert.Equal(bills.Order(), seen.Order());
        Assert.Contains(after, later);
    }

    [Fact]
    public async Task What_moves_while_the_pages_are_read_hides_nothing()
    {
        var contact = _desk.There.AddContact("Vendor");
        var bills = new List<string>();
        for (var number = 1; number <= 230; number++)
        {
            _clock.Move(TimeSpan.FromSeconds(1));
            bills.Add(_desk.There.AddBill(contact, $"B{number}", number));
        }

        var (seen, _) = await DrainAsync(null, betweenPages: page =>
        {
            _clock.Move(TimeSpan.FromSeconds(1));
            for (var number = 1; number <= 20; number++)
            {
                _desk.There.ChangeBill($"B{number + (20 * page)}", "DueDateString", "2026-08-01T00:00:00");
            }
        });

        Assert.Empty(bills.Except(seen));
    }

    [Fact]
    public async Task After_all_was_read_only_the_last_seconds_are_read_again()
    {
        var contact = _desk.There.AddContact("Vendor");
        var old = _desk.There.AddBill(contact, "Old", 1);
        _clock.Move(TimeSpan.FromMinutes(2));
        var recent = _desk.There.AddBill(contact, "Recent", 1);
        var (_, place) = await DrainAsync(null);
        _clock.Move(TimeSpan.FromMinutes(20));

        var (again, last) = await DrainAsync(place);

        Assert.Equal([recent], again);
        Assert.DoesNotContain(old, again);
        Assert.Equal(place, last);
        Assert.InRange(place.Length, 1, 1_000);
    }

    [Fact]
    public async Task A_bill_from_elsewhere_is_told_as_it_is_there()
    {
        var contact = _desk.There.AddContact("Vendor");
        var id = _desk.There.AddBill(contact, "By hand", 12.5m);
        _desk.There.ChangeBill("By hand", "CurrencyRate", "1.25"); // As text, as Xero's reference has it here and there.
        _desk.There.ChangeBill("By hand", "CurrencyCode", "USD");

        var bill = Assert.Single((await PagesAsync(null)).SelectMany(page => page.Bills));

        Assert.Equal((id, null, contact, "Vendor", "By hand"), (bill.Reference.Id, bill.Key, bill.VendorId, bill.VendorName, bill.Number));
        Assert.Equal((new DateOnly(2026, 6, 1), new DateOnly(2026, 7, 1), "USD", 0.8m), (bill.Date, bill.DueDate, bill.CurrencyCode, bill.CurrencyRate));
        Assert.Equal((12.5m, 0m, 12.5m, RemoteBillStatus.Open), (bill.Total, bill.Tax, bill.Due, bill.Status));
        Assert.Equal([new RemoteBillLine("Entered by hand", 1, 12.5m, _desk.ExpenseAccountId, "NONE")], bill.Lines);
    }

    [Theory]
    [InlineData("DRAFT", RemoteBillStatus.Draft)]
    [InlineData("SUBMITTED", RemoteBillStatus.Draft)]
    [InlineData("PAID", RemoteBillStatus.Paid)]
    [InlineData("VOIDED", RemoteBillStatus.Void)]
    [InlineData("SOMETHING NEW", RemoteBillStatus.Unknown)]
    public async Task A_status_is_told_in_our_words(string status, RemoteBillStatus expected)
    {
        _desk.There.AddBill(_desk.There.AddContact("Vendor"), "B1", 1);
        _desk.There.ChangeBill("B1", "Status", status);

        Assert.Equal(expected, Assert.Single((await PagesAsync(null)).SelectMany(page => page.Bills)).Status);
    }

    [Fact]
    public async Task A_deleted_draft_is_gone_and_customers_are_no_vendors()
    {
        var (vendor, both, customer) = (_desk.There.AddContact("Vendor"), _desk.There.AddContact("Both"), _desk.There.AddContact("Customer"));
        var id = _desk.There.AddBill(both, "B1", 1);
        _desk.There.ChangeBill("B1", "Status", "DELETED");
        _desk.There.ChangeContact(both, "IsCustomer", "true");
        _desk.There.ChangeContact(customer, "IsCustomer", "true");
        _desk.There.ChangeContact(vendor, "ContactStatus", "ARCHIVED");

        var pages = await PagesAsync(null);

        Assert.Empty(pages.SelectMany(page => page.Bills));
        Assert.Equal([(AccountingObjectKind.Bill, id)], pages.SelectMany(page => page.Deleted));
        Assert.Equal([(both, true), (vendor, false)], pages.SelectMany(page => page.Vendors).Select(found => (found.Reference.Id, found.IsActive)).OrderByDescending(found => found.IsActive));
    }

    [Theory]
    [InlineData("")]
    [InlineData("elsewhere")]
    [InlineData("1|Contacts|,0,|,0,|")]
    [InlineData("1|Nowhere|,0,|,0,|,0,")]
    [InlineData("1|9|,0,|,0,|,0,")]
    [InlineData("1|Contacts|99999999999999999999,0,|,0,|,0,")]
    [InlineData("1|Contacts|,-1,|,0,|,0,")]
    public async Task A_place_that_is_none_is_the_beginning(string place)
    {
        var contact = _desk.There.AddContact("Vendor");

        Assert.Equal(contact, Assert.Single((await _desk.Xero.ListChangesAsync(_desk.Access, place, Cancel)).Vendors).Reference.Id);
    }

    [Fact]
    public void A_change_of_tomorrow_hides_nothing_of_today()
    {
        var now = _clock.GetUtcNow();

        var rest = XeroMark.Beginning.After([now.AddDays(1)], isFull: false, now);
        var more = XeroMark.Beginning.After([.. Enumerable.Repeat(now.AddYears(100), 100)], isFull: true, now);

        Assert.True(rest.Since < now);
        Assert.Equal((null, 100), (more.Since, more.Skip));
    }

    [Fact]
    public void A_page_out_of_order_is_followed_by_its_second_page()
    {
        var now = _clock.GetUtcNow();
        var start = new XeroMark(now.AddDays(-9), 0, null);

        var next = start.After([now.AddDays(-1), now.AddDays(-5)], isFull: true, now);

        Assert.Equal((start.Since, 2, now.AddDays(-1)), (next.Since, next.Skip, next.Newest));
        Assert.Equal(next, XeroMark.Read(next.Write()));
    }

    private async Task<(IReadOnlyList<string> Bills, string Place)> DrainAsync(string? place, Action<int>? betweenPages = null)
    {
        var pages = await PagesAsync(place, betweenPages);
        return ([.. pages.SelectMany(page => page.Bills).Select(bill => bill.Reference.Id).Distinct()], pages[^1].Place!);
    }

    private async Task<IReadOnlyList<RemoteChanges>> PagesAsync(string? place, Action<int>? betweenPages = null)
    {
        var pages = new List<RemoteChanges>();
        do
        {
            Assert.True(pages.Count < 50, "The changes have no end.");
            pages.Add(await _desk.Xero.ListChangesAsync(_desk.Access, pages.Count == 0 ? place : pages[^1].Place, Cancel));
            if (pages[^1].Bills.Count > 0 && pages.Count < 4)
            {
                betweenPages?.Invoke(pages.Count);
            }
        }
        while (pages[^1].HasMore);
        return pages;
    }
}
