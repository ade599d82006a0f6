using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>What is told of changes in Tryton, and in which pages.</summary>
public sealed class FollowingChanges(RealTryton tryton) : BooksInTryton(tryton)
{
    [Fact]
    public async Task More_than_a_page_is_told_whole_and_in_one_pass_nothing_twice()
    {
        var names = Enumerable.Range(0, 150).Select(at => new { name = $"Party {at}" }).ToArray();
        var ids = await Books.Database.Rpc.ModelAsync("party.party", "create", Cancel, [names]);
        await Books.Database.Rpc.ModelAsync("party.party", "write", Cancel, ids.EnumerateArray().Take(70).Select(id => id.GetInt32()).ToArray(), new { lang = (int?)null });

        var told = (await DrainAsync(null)).Vendors.Where(vendor => vendor.Name.StartsWith("Party ", StringComparison.Ordinal)).ToList();

        Assert.Equal(150, told.Count);
        Assert.Equal(150, told.Select(vendor => vendor.Reference.Id).Distinct().Count());
    }

    [Fact]
    public async Task What_is_young_is_told_again_also_where_it_took_several_pages()
    {
        var names = Enumerable.Range(0, 150).Select(at => new { name = $"Party {at}" }).ToArray();
        await Books.Database.Rpc.ModelAsync("party.party", "create", Cancel, [names]);

        var place = (await DrainAsync(null)).Place;

        Assert.Equal(150, (await DrainAsync(place)).Vendors.Count(vendor => vendor.Name.StartsWith("Party ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_changed_again_is_told_again_with_another_version()
    {
        var vendor = NewVendor();
        var made = await Books.System.PutVendorAsync(Books.Access, vendor, Cancel);
        var before = await DrainAsync(null);
        var changed = await Books.System.PutVendorAsync(Books.Access, vendor with { Name = $"{vendor.Name} Ltd", Known = made }, Cancel);

        var after = await DrainAsync(before.Place);

        Assert.Equal(made.Version, before.Vendors.Single(told => told.Reference.Id == made.Id).Reference.Version);
        Assert.Equal(changed.Version, after.Vendors.Single(told => told.Reference.Id == made.Id).Reference.Version);
    }

    [Fact]
    public async Task A_bill_is_told_with_its_lines_key_and_due_date_and_its_credit_note_is_not()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id) with { DueDate = new DateOnly(2026, 8, 31), Memo = "As agreed" };
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);

        var open = Assert.Single((await DrainAsync(null)).Bills);
        Assert.Equal((posted.Id, bill.Key, vendor.Id, vendor.Name), (open.Reference.Id, open.Key, open.VendorId, open.VendorName));
        Assert.Equal((120m, 20m, 120m, RemoteBillStatus.Open), (open.Total, open.Tax, open.Due, open.Status));
        Assert.Equal((bill.Date, bill.DueDate, "EUR", null, "As agreed"), (open.Date, open.DueDate, open.CurrencyCode, open.CurrencyRate, open.Memo));
        Assert.Equal(new RemoteBillLine("Consulting", 2, 50m, Books.ExpenseAccountId, Books.TaxRateId), Assert.Single(open.Lines));

        await Books.System.ReverseBillAsync(Books.Access, new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, vendor.Id, Books.Today, bill.Total), Cancel);

        var gone = Assert.Single((await DrainAsync(null)).Bills);
        Assert.Equal((posted.Id, bill.Key, RemoteBillStatus.Void), (gone.Reference.Id, gone.Key, gone.Status));
    }

    [Fact]
    public async Task A_bill_that_people_duplicated_does_not_carry_our_key()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var copy = await Books.Database.Rpc.ModelAsync("account.invoice", "copy", Cancel, new[] { int.Parse(posted.Id, System.Globalization.CultureInfo.InvariantCulture) }, new { });

        var bills = (await DrainAsync(null)).Bills;

        Assert.Equal(posted.Id, Assert.Single(bills, told => told.Key == bill.Key).Reference.Id);
        Assert.Equal(RemoteBillStatus.Draft, Assert.Single(bills, told => told.Reference.Id == Text(copy[0].GetInt32())).Status);
        Assert.Equal(posted.Id, (await Books.System.PutBillAsync(Books.Access, bill, Cancel)).Id);
    }

    [Fact]
    public async Task A_payment_is_told_with_its_bill_and_again_as_void_when_it_came_back()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);
        var payment = NewPayment(bill, posted, 50_00);
        var paid = await Books.System.PutPaymentAsync(Books.Access, payment, Cancel);
        var before = await DrainAsync(null);

        var told = Assert.Single(before.Payments);
        Assert.Equal((paid.Id, payment.Key, 50m, false, Books.Today), (told.Reference.Id, told.Key, told.Amount, told.IsVoid, told.Date));
        Assert.Equal([posted.Id], told.BillIds);
        Assert.Equal((70m, RemoteBillStatus.PartiallyPaid), before.Bills.Select(seen => (seen.Due!.Value, seen.Status)).Single());

        await Books.System.ReversePaymentAsync(
            Books.Access, new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, vendor.Id, Books.BankAccountId, Books.Today, payment.Amount), Cancel);

        Assert.All((await DrainAsync(before.Place)).Payments, again => Assert.Equal((paid.Id, true), (again.Reference.Id, again.IsVoid)));
        Assert.NotEmpty((await DrainAsync(before.Place)).Payments);
    }
}
