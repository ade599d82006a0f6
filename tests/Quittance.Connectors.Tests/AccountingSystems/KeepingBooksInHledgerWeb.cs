using System.Text;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems;

public sealed class KeepingBooksInHledgerWeb : AccountingSystemContract, IAsyncLifetime
{
    private HledgerWebBooks _books = null!;

    protected override Books Books => _books;

    public async ValueTask InitializeAsync() => _books = await HledgerWebBooks.StartAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        if (_books is not null)
        {
            await _books.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_would_be_read_as_something_else_is_written_so_that_it_is_not()
    {
        string[] texts = ["(code) Ltd", "a | b", "* star", "x; date:2026-99-99", "line\nbreak\n    Assets:Bank  1 EUR", "\"", "[2026-01-01]", "date:x", "Größe 漢字", "  ", "= 5", "a,b:c"];
        foreach (var text in texts)
        {
            var known = await _books.System.PutVendorAsync(_books.Access, NewVendor() with { Name = text, TaxNumber = text, Email = text }, Cancel);
            var bill = NewBill(known.Id);
            bill = bill with { Number = text, Memo = text, Lines = [bill.Lines[0] with { Description = text }] };
            var posted = await _books.System.PutBillAsync(_books.Access, bill, Cancel);
            await _books.System.PutPaymentAsync(_books.Access, NewPayment(bill, posted, 1_00) with { Reference = text }, Cancel);
        }

        await _books.CheckAsync(Cancel);
        var changes = await DrainAsync(null);
        Assert.Equal(texts.Length, changes.Vendors.Count);
        Assert.All(changes.Bills, bill => Assert.Equal((RemoteBillStatus.PartiallyPaid, bill.Total - 1), (bill.Status, bill.Due)));
    }

    [Fact]
    public async Task A_cent_too_much_in_the_lines_is_noticed_although_hledger_web_would_take_it()
    {
        var bill = NewBill((await PutVendorAsync()).Id);

        var refused = await Assert.ThrowsAsync<AccountingException>(() => _books.System.PutBillAsync(_books.Access, bill with { Total = new Money(bill.Total.Minor - 1, bill.Total.Currency) }, Cancel));

        Assert.Equal(AccountingFault.TotalDiffers, refused.Fault);
        await _books.CheckAsync(Cancel);
    }

    [Fact]
    public async Task Nothing_counts_as_written_while_hledger_web_does_not_read_its_file()
    {
        var vendor = await PutVendorAsync();
        await _books.System.PutBillAsync(_books.Access, NewBill(vendor.Id), Cancel);
        var whole = await File.ReadAllTextAsync(_books.Web.Journal, Cancel);
        using (var http = new HttpClient())
        {
            // Taken with 201, and from now on the journal is not read any more.
            var unbalanced = """
                {"tcode":"","tcomment":"","tdate":"2026-03-01","tdate2":null,"tdescription":"bad","tindex":0,"tprecedingcomment":"","tstatus":"Unmarked","ttags":[],
                 "tsourcepos":[{"sourceName":"","sourceLine":1,"sourceColumn":1},{"sourceName":"","sourceLine":1,"sourceColumn":1}],
                 "tpostings":[{"paccount":"Assets:Bank:Checking","pamount":[{"acommodity":"EUR","aprice":null,"aquantity":{"decimalMantissa":1,"decimalPlaces":0,"floatingPoint":1},
                   "astyle":{"ascommodityside":"R","ascommodityspaced":true,"asdecimalpoint":".","asdigitgroups":null,"asprecision":0}}],"pbalanceassertion":null,"pcomment":"","pdate":null,"pdate2":null,
                   "poriginal":null,"pstatus":"Unmarked","ptags":[],"ptransaction_":"0","ptype":"RegularPosting"}]}
                """;
            using var answer = await http.PutAsync(new Uri(_books.Web.Address, "/add"), new StringContent(unbalanced, Encoding.UTF8, "application/json"), Cancel);
            Assert.Equal(201, (int)answer.StatusCode);
        }

        var bill = NewBill(vendor.Id);
        var refused = await Assert.ThrowsAsync<AccountingException>(() => _books.System.PutBillAsync(_books.Access, bill, Cancel));
        Assert.Equal(AccountingFault.Rejected, refused.Fault);

        var broken = await File.ReadAllTextAsync(_books.Web.Journal, Cancel);
        Assert.Contains(bill.Key, broken, StringComparison.Ordinal);
        var bad = broken[(whole.Length - 1)..broken.IndexOf($"{vendor.Name} | Bill", whole.Length - 1, StringComparison.Ordinal)];
        await File.WriteAllTextAsync(_books.Web.Journal, broken.Replace(bad[..(bad.LastIndexOf('\n') + 1)], "\n", StringComparison.Ordinal), Cancel);
        await _books.System.PutBillAsync(_books.Access, bill, Cancel);

        Assert.Equal(1, await _books.CountBillsAsync(bill.Number!, Cancel));
    }

    [Theory]
    [InlineData("decimal-mark ,")]
    [InlineData("commodity 1.000,00 EUR")]
    [InlineData("commodity 1,000. EUR")]
    [InlineData("commodity EUR 1000.00")]
    public async Task A_journal_with_other_ways_of_writing_amounts_gets_the_same_amounts(string directive)
    {
        var opening = "2026-01-01 Begin\n    Assets:Bank:Checking  50 EUR\n    Equity:Opening\n";
        await File.WriteAllTextAsync(_books.Web.Journal, $"{directive}\naccount Expenses:Consulting\n\n{opening}", Cancel);
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id) with { Total = new Money(1234_56, Currency.Eur) };
        bill = bill with { Lines = [bill.Lines[0] with { NetMinor = 1234_56 }] };

        var posted = await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        await _books.System.PutPaymentAsync(_books.Access, NewPayment(bill, posted, 34_56), Cancel);

        Assert.Equal(1200_00, await _books.OwedToAsync(vendor.Name, Cancel));
    }

    [Fact]
    public async Task A_journal_that_was_edited_is_told_from_its_beginning()
    {
        var bill = NewBill((await PutVendorAsync()).Id);
        await _books.System.PutBillAsync(_books.Access, bill, Cancel);
        var place = (await DrainAsync(null)).Place;
        Assert.Empty((await DrainAsync(place)).Bills);

        await File.WriteAllTextAsync(_books.Web.Journal, (await File.ReadAllTextAsync(_books.Web.Journal, Cancel)).Replace("Opening", "Begin", StringComparison.Ordinal), Cancel);
        // hledger-web overlooks a change within milliseconds after it has read the file, which no person is quick enough for.
        File.SetLastWriteTimeUtc(_books.Web.Journal, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1));

        Assert.Equal(bill.Key, Assert.Single((await DrainAsync(place)).Bills).Key);
    }
}
