using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>Vendors as Tryton's parties.</summary>
public sealed class KeepingVendors(RealTryton tryton) : BooksInTryton(tryton)
{
    // A number whose check digits are right, and one whose are not.
    private const string VatNumber = "FR83404833048";
    private const string NoVatNumber = "FR99404833048";

    [Fact]
    public async Task A_vendor_comes_with_its_address_mail_and_VAT_number()
    {
        var vendor = NewVendor(VatNumber);

        var reference = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);

        var party = int.Parse(reference.Id, System.Globalization.CultureInfo.InvariantCulture);
        var address = Assert.Single(await ReadAsync("party.address", party, "street", "city", "postal_code", "country.code"));
        Assert.Equal(("1 Main Street", "Lyon", "69001"), (address.GetProperty("street").GetString(), address.GetProperty("city").GetString(), address.GetProperty("postal_code").GetString()));
        Assert.Equal("FR", address.GetProperty("country.").GetProperty("code").GetString());
        Assert.Equal("billing@vendor.example", Assert.Single(await ReadAsync("party.contact_mechanism", party, "value")).GetProperty("value").GetString());
        var identifier = Assert.Single(await ReadAsync("party.identifier", party, "type", "code"));
        Assert.Equal(("eu_vat", VatNumber), (identifier.GetProperty("type").GetString(), identifier.GetProperty("code").GetString()));
        Assert.Equal(vendor.Key, reference.Number);
    }

    [Fact]
    public async Task A_number_that_is_no_valid_VAT_number_does_not_keep_the_vendor_out()
    {
        var reference = await Books.System.PutVendorAsync(Books.Access, NewVendor(NoVatNumber), Cancel);

        var identifier = Assert.Single(await ReadAsync("party.identifier", int.Parse(reference.Id, System.Globalization.CultureInfo.InvariantCulture), "type", "code"));
        Assert.Equal((null, NoVatNumber), (identifier.GetProperty("type").GetString(), identifier.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_party_that_was_there_before_with_the_same_VAT_number_is_taken_as_it_is()
    {
        var there = await Books.Database.Rpc.CreateAsync("party.party", new
        {
            name = "Known For Years",
            identifiers = new object[] { new object[] { "create", new[] { new { type = "eu_vat", code = VatNumber } } } },
        }, Cancel);
        var vendor = NewVendor("FR 83 404 833 048");

        var first = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        var second = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);

        Assert.Equal((Text(there), Text(there)), (first.Id, second.Id));
        Assert.Equal((1, 0), (await Books.Database.CountPartiesAsync("Known For Years", Cancel), await Books.Database.CountPartiesAsync(vendor.Name, Cancel)));
        var posted = await Books.System.PutBillAsync(Books.Access, NewBill(first.Id), Cancel);
        Assert.Equal(("posted", 120_00), await Books.Database.BillAsync(posted.Id, Cancel));
    }

    [Fact]
    public async Task A_change_of_address_mail_and_number_is_written_and_the_same_again_is_not()
    {
        var vendor = NewVendor(VatNumber);
        var made = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        var moved = vendor with { Email = "new@vendor.example", TaxNumber = "404833048", Address = new VendorAddress("2 Side Street", "Paris", "75001", "FR"), Known = made };

        var changed = await Books.System.PutVendorAsync(Books.Access, moved, Cancel);
        var again = await Books.System.PutVendorAsync(Books.Access, moved with { Known = changed }, Cancel);

        Assert.NotEqual(made.Version, changed.Version);
        Assert.Equal(changed.Version, again.Version);
        var party = int.Parse(made.Id, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("2 Side Street", Assert.Single(await ReadAsync("party.address", party, "street")).GetProperty("street").GetString());
        Assert.Equal("new@vendor.example", Assert.Single(await ReadAsync("party.contact_mechanism", party, "value")).GetProperty("value").GetString());
        Assert.Equal("404833048", Assert.Single(await ReadAsync("party.identifier", party, "code")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_change_of_which_nobody_heard_is_no_conflict()
    {
        var vendor = NewVendor();
        var made = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        var renamed = vendor with { Name = $"{vendor.Name} Renamed", Known = made };
        var changed = await Books.System.PutVendorAsync(Books.Access, renamed, Cancel);

        var told = await Books.System.PutVendorAsync(Books.Access, renamed, Cancel);

        Assert.Equal(changed.Version, told.Version);
    }

    [Fact]
    public async Task A_vendor_that_people_deactivated_is_not_used_behind_their_backs()
    {
        var vendor = NewVendor();
        var made = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        await Books.Database.Rpc.ModelAsync("party.party", "write", Cancel, new[] { int.Parse(made.Id, System.Globalization.CultureInfo.InvariantCulture) }, new { active = false });

        foreach (var known in new[] { made, null })
        {
            var refused = await RefusedAsync(tryton => tryton.PutVendorAsync(Books.Access, vendor with { Known = known }, Cancel));
            Assert.Equal(AccountingFault.NotFound, refused.Fault);
        }

        Assert.False((await DrainAsync(null)).Vendors.Single(told => told.Reference.Id == made.Id).IsActive);
    }

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> ReadAsync(string model, int party, params string[] fields) =>
        await Books.Database.Rpc.ReadAsync(model, [new object[] { "party", "=", party }], fields, Cancel);
}
