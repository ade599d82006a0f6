using System.Globalization;
using System.Security.Cryptography;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>What tests of Tryton's own ways share: books of their own, and things to push.</summary>
public abstract class BooksInTryton(RealTryton tryton) : IClassFixture<RealTryton>, IAsyncLifetime
{
    private TrytonBooks? _books;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TrytonBooks Books => _books!;

    public async ValueTask InitializeAsync() => _books = await tryton.OpenBooksAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        if (_books is { } books)
        {
            await books.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected static string Unique(string prefix) => $"{prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";

    protected static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    protected static VendorToPush NewVendor(string? taxNumber = null) => new(
        Unique("biz_"), $"Vendor {Unique("")[..12]}", taxNumber, "billing@vendor.example", new VendorAddress("1 Main Street", "Lyon", "69001", "FR"), null, false);

    protected BillToPush NewBill(string vendorId, DateOnly? date = null, Currency? currency = null)
    {
        var line = new BillLineToPush("Consulting", 2, 50m, 100_00, 20_00, Books.ExpenseAccountId, Books.TaxRateId);
        return new BillToPush(Unique("pay_"), vendorId, Unique("INV-")[..16], date ?? Books.Today, null, null, new Money(120_00, currency ?? Books.Currency), [line]);
    }

    protected PaymentToPush NewPayment(BillToPush bill, RemoteReference posted, long minor, DateOnly? date = null) => new(
        Unique("trx_"), bill.VendorId, posted.Id, Books.BankAccountId, date ?? Books.Today, new Money(minor, bill.Total.Currency), "CHK 1001");

    protected async Task<(string Id, string Name)> PutVendorAsync()
    {
        var vendor = NewVendor();
        return ((await Books.System.PutVendorAsync(Books.Access, vendor, Cancel)).Id, vendor.Name);
    }

    protected async Task<AccountingException> RefusedAsync(Func<IAccountingSystem, Task> call) =>
        await Assert.ThrowsAsync<AccountingException>(() => call(Books.System));

    protected async Task<RemoteChanges> DrainAsync(string? place)
    {
        var all = new RemoteChanges([], [], [], [], place, true);
        while (all.HasMore)
        {
            var next = await Books.System.ListChangesAsync(Books.Access, all.Place, Cancel);
            Assert.True(next.Place!.Length < 1000);
            all = new RemoteChanges([.. all.Vendors, .. next.Vendors], [.. all.Bills, .. next.Bills], [.. all.Payments, .. next.Payments], [], next.Place, next.HasMore);
        }

        return all;
    }
}
