using System.Text.Json.Nodes;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

public sealed class NamingVendorsInQuickBooks : QuickBooksTests
{
    [Fact]
    public async Task A_vendor_of_somebody_else_keeps_its_name_and_ours_gets_another()
    {
        var theirs = Realm.Enter("Vendor", new JsonObject { ["DisplayName"] = "Sailmakers", ["AcctNum"] = "A-17" });
        var vendor = NewVendor();

        var first = await System.PutVendorAsync(Access, vendor, Cancel);
        Fake.ForgetRequestIds();
        var second = await System.PutVendorAsync(Access, vendor, Cancel);
        var third = await System.PutVendorAsync(Access, vendor with { Known = first }, Cancel);

        Assert.NotEqual(theirs["Id"]!.GetValue<string>(), first.Id);
        Assert.Equal((first, first), (second, third));
        var there = Realm.Find("Vendor", first.Id)!;
        Assert.StartsWith("Sailmakers (Quittance ", there["DisplayName"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Sailmakers", there["PrintOnCheckName"]!.GetValue<string>());
        Assert.Equal("A-17", Realm.Find("Vendor", theirs["Id"]!.GetValue<string>())!["AcctNum"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_vendor_that_was_still_being_worked_on_when_it_was_searched_for_gets_no_second_name()
    {
        var vendor = NewVendor();
        var first = await System.PutVendorAsync(Access, vendor, Cancel);
        Fake.ForgetRequestIds();
        Realm.QueriesBehind = 1;

        Assert.Equal(first.Id, (await System.PutVendorAsync(Access, vendor, Cancel)).Id);
        Assert.Single(Realm.All("Vendor"));
    }

    [Fact]
    public async Task A_long_name_that_somebody_else_has_is_found_again_under_its_other_name()
    {
        var name = new string('S', 95);
        Realm.NamesOfOthers.Add(name);
        var vendor = NewVendor(name);
        var first = await System.PutVendorAsync(Access, vendor, Cancel);
        Fake.ForgetRequestIds();

        Assert.Equal(first.Id, (await System.PutVendorAsync(Access, vendor, Cancel)).Id);
        Assert.Single(Realm.All("Vendor"));
    }

    [Fact]
    public async Task A_customers_name_cannot_be_a_vendors()
    {
        Realm.NamesOfOthers.Add("Sailmakers");

        var vendor = await System.PutVendorAsync(Access, NewVendor(), Cancel);

        Assert.NotEqual("Sailmakers", Realm.Find("Vendor", vendor.Id)!["DisplayName"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("O'Neil' or Id > '0")]
    [InlineData(@"Back\slash' \'")]
    [InlineData("Café – “Zum Löwen”")]
    [InlineData("有限公司")]
    [InlineData("100% Rope & Twine #1+1")]
    public async Task Whatever_stands_in_a_name_stays_a_name(string name)
    {
        var vendor = NewVendor(name);
        await VendorIdAsync("Somebody Else");

        var first = await System.PutVendorAsync(Access, vendor, Cancel);
        Fake.ForgetRequestIds();
        var second = await System.PutVendorAsync(Access, vendor, Cancel);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(1, Realm.CountVendors(name));
        Assert.Equal(2, Realm.All("Vendor").Count);
    }

    [Fact]
    public async Task A_colon_in_a_name_makes_no_sub_vendor()
    {
        await VendorIdAsync("Sail: makers\tand\nco");

        Assert.Equal(1, Realm.CountVendors("Sail- makers and co"));
    }

    [Fact]
    public async Task A_masked_tax_number_is_no_change()
    {
        var vendor = NewVendor() with { TaxNumber = "GB123456789", Email = "bills@sails.example", Address = new("1 Quay", "Bristol", "BS1", "GB") };

        var first = await System.PutVendorAsync(Access, vendor, Cancel);
        var second = await System.PutVendorAsync(Access, vendor with { Known = first }, Cancel);

        Assert.Equal(first.Version, second.Version);
        Assert.EndsWith("6789", Realm.Find("Vendor", first.Id)!["TaxIdentifier"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vendor_that_was_made_inactive_is_told_and_revived_only_on_request()
    {
        var vendor = NewVendor();
        var known = await System.PutVendorAsync(Access, vendor, Cancel);
        Realm.Enter("Vendor", new JsonObject { ["Id"] = known.Id, ["Active"] = false });

        var refused = await RefusedAsync(() => System.PutVendorAsync(Access, vendor with { Known = known }, Cancel));
        await System.PutVendorAsync(Access, vendor with { Known = known, Overwrite = true }, Cancel);

        Assert.Equal(AccountingFault.NotFound, refused.Fault);
        Assert.Equal((1, 1), (Realm.CountVendors("Sailmakers"), Realm.All("Vendor").Count));
    }

    [Fact]
    public async Task A_change_of_something_that_we_do_not_keep_is_no_conflict_until_we_change_something()
    {
        var vendor = NewVendor();
        var known = await System.PutVendorAsync(Access, vendor, Cancel);
        Realm.Enter("Vendor", new JsonObject { ["Id"] = known.Id, ["GivenName"] = "Pat" });

        var same = await System.PutVendorAsync(Access, vendor with { Known = known }, Cancel);
        var refused = await RefusedAsync(() => System.PutVendorAsync(Access, vendor with { Known = known, Name = "Sailmakers & Sons" }, Cancel));
        await System.PutVendorAsync(Access, vendor with { Known = same, Name = "Sailmakers & Sons" }, Cancel);

        Assert.Equal(AccountingFault.Conflict, refused.Fault);
        Assert.Equal("Pat", Realm.Find("Vendor", known.Id)!["GivenName"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_vendor_that_a_person_had_there_is_known_by_its_id_and_keeps_its_account_number()
    {
        var theirs = Realm.Enter("Vendor", new JsonObject { ["DisplayName"] = "Sailmakers", ["AcctNum"] = "A-17" });
        var known = new RemoteReference(theirs["Id"]!.GetValue<string>(), "0", null, null);

        var put = await System.PutVendorAsync(Access, NewVendor() with { Known = known }, Cancel);

        Assert.Equal(known.Id, put.Id);
        Assert.Equal("A-17", Realm.Find("Vendor", put.Id)!["AcctNum"]!.GetValue<string>());
    }
}
