using System.Text.Json.Nodes;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

public sealed class ListingChangesOfQuickBooks : QuickBooksTests
{
    [Fact]
    public async Task What_was_deleted_over_there_is_told()
    {
        var vendorId = await VendorIdAsync();
        var (bill, other) = (NewBill(vendorId), NewBill(vendorId, "F-2"));
        var posted = await System.PutBillAsync(Access, bill, Cancel);
        var paid = await System.PutPaymentAsync(Access, NewPayment(bill, posted, 1_00), Cancel);
        var gone = await System.PutBillAsync(Access, other, Cancel);
        var before = await DrainAsync(null);

        Realm.Remove("Bill", gone.Id);
        Realm.Remove("BillPayment", paid.Id);
        var after = await DrainAsync(before.Place);

        Assert.Equal(
            new[] { (AccountingObjectKind.Bill, gone.Id), (AccountingObjectKind.PaymentRecord, paid.Id) }.ToHashSet(), after.Deleted.ToHashSet());
        Assert.DoesNotContain(after.Bills, seen => seen.Reference.Id == gone.Id);
        Assert.Equal(RemoteBillStatus.Open, after.Bills.Single(seen => seen.Reference.Id == posted.Id).Status);
    }

    [Fact]
    public async Task A_run_without_news_takes_one_call()
    {
        var place = (await DrainAsync(null)).Place;
        var before = RequestsTo("cdc").Count;

        var next = await System.ListChangesAsync(Access, place, Cancel);

        Assert.False(next.HasMore);
        Assert.Equal((before + 1, 3), (RequestsTo("cdc").Count, RequestsTo("query").Count));
    }

    [Fact]
    public async Task After_a_pause_of_more_than_30_days_nothing_is_missed()
    {
        var place = (await DrainAsync(null)).Place;
        var vendorId = Realm.Enter("Vendor", new JsonObject { ["DisplayName"] = "Ropemakers" })["Id"]!.GetValue<string>();
        EnterBill(vendorId, "F-1");
        Fake.Clock.Advance(TimeSpan.FromDays(40));

        var after = await DrainAsync(place, Books.AccessTo(Realm));
        var next = await DrainAsync(after.Place, Books.AccessTo(Realm));

        Assert.Equal(("Ropemakers", "F-1"), (Assert.Single(after.Vendors).Name, Assert.Single(after.Bills).Number));
        Assert.Empty(next.Bills);
    }

    [Fact]
    public async Task More_changes_than_change_data_capture_tells_are_all_told()
    {
        var place = (await DrainAsync(null)).Place;
        var vendorId = await VendorIdAsync();
        for (var number = 0; number < 1001; number++)
        {
            EnterBill(vendorId, $"F-{number}");
        }

        var after = await DrainAsync(place);

        Assert.Equal(1001, after.Bills.Select(bill => bill.Reference.Id).Distinct().Count());
    }

    [Fact]
    public async Task More_objects_of_one_second_than_a_page_holds_are_all_told()
    {
        var vendorId = await VendorIdAsync();
        var stamp = Realm.Find("Vendor", vendorId)!["MetaData"]!["LastUpdatedTime"]!.GetValue<string>();
        for (var number = 0; number < 450; number++)
        {
            Realm.Backdate("Bill", EnterBill(vendorId, $"F-{number}")["Id"]!.GetValue<string>(), stamp);
        }

        var all = await DrainAsync(null);

        Assert.Equal(450, all.Bills.Select(bill => bill.Reference.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_bill_that_changes_while_the_pages_are_read_hides_no_other()
    {
        var vendorId = await VendorIdAsync();
        var ids = new List<string>();
        for (var number = 0; number < 300; number++)
        {
            ids.Add(EnterBill(vendorId, $"F-{number}")["Id"]!.GetValue<string>());
            Realm.Backdate("Bill", ids[^1], $"2026-01-01T00:{number / 60:00}:{number % 60:00}-08:00");
        }

        var seen = new HashSet<string>();
        var page = await System.ListChangesAsync(Access, null, Cancel);
        for (var changed = 0; page.HasMore; changed++)
        {
            seen.UnionWith(page.Bills.Select(bill => bill.Reference.Id));
            Realm.Enter("Bill", new JsonObject { ["Id"] = ids[changed], ["PrivateNote"] = "changed" });
            page = await System.ListChangesAsync(Access, page.Place, Cancel);
        }

        seen.UnionWith(page.Bills.Select(bill => bill.Reference.Id));
        Assert.Equal(300, seen.Count);
    }

    [Fact]
    public async Task Vendors_that_were_made_inactive_are_told_as_such()
    {
        var vendorId = await VendorIdAsync();
        Realm.Enter("Vendor", new JsonObject { ["Id"] = vendorId, ["Active"] = false });

        Assert.False(Assert.Single((await DrainAsync(null)).Vendors).IsActive);
    }

    [Fact]
    public async Task A_bill_of_somebody_else_is_told_without_a_key()
    {
        var vendorId = await VendorIdAsync();
        EnterBill(vendorId, "F-1", 99.5m);

        var bill = Assert.Single((await DrainAsync(null)).Bills);

        Assert.Equal((null, vendorId, "Sailmakers", 99.5m, 99.5m, RemoteBillStatus.Open), (bill.Key, bill.VendorId, bill.VendorName, bill.Total, bill.Due, bill.Status));
        Assert.Equal(new RemoteBillLine(null, 1, 99.5m, Books.ExpenseAccountId, null), Assert.Single(bill.Lines));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cdc|yesterday")]
    [InlineData("scan|9|2026-01-01T00:00:00Z|2026-01-01T00:00:00Z|0|2026-01-01T00:00:00Z")]
    [InlineData("scan|1|2026-01-01T00:00:00Z|2026-01-01T00:00:00Z|-1|2026-01-01T00:00:00Z")]
    public async Task A_place_that_is_none_of_ours_begins_anew(string place)
    {
        await VendorIdAsync();

        Assert.Single((await DrainAsync(place)).Vendors);
    }

    private async Task<RemoteChanges> DrainAsync(string? place, AccountingAccess? access = null)
    {
        var all = new RemoteChanges([], [], [], [], place, true);
        for (var page = 0; all.HasMore; page++)
        {
            Assert.True(page < 50, "The changes have no end.");
            var next = await System.ListChangesAsync(access ?? Access, all.Place, Cancel);
            all = new RemoteChanges(
                [.. all.Vendors, .. next.Vendors], [.. all.Bills, .. next.Bills], [.. all.Payments, .. next.Payments], [.. all.Deleted, .. next.Deleted], next.Place, next.HasMore);
        }

        return all;
    }
}
