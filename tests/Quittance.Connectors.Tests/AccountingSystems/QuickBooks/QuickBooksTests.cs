using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Counterparts.QuickBooks;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

/// <summary>Books of one's own for each test, and what tests put into them.</summary>
public abstract class QuickBooksTests : IAsyncLifetime
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected QuickBooksBooks Books { get; private set; } = null!;

    protected QuickBooksFake Fake => Books.Fake;

    protected QuickBooksRealm Realm => Books.Realm;

    protected QuickBooksSystem System => Books.QuickBooks;

    protected AccountingAccess Access { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Books = await QuickBooksBooks.OpenAsync();
        Access = Books.Access;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Books.DisposeAsync();
    }

    protected static VendorToPush NewVendor(string name = "Sailmakers") => new(Key("biz_"), name, null, null, null, null, false);

    protected async Task<string> VendorIdAsync(string name = "Sailmakers") => (await System.PutVendorAsync(Access, NewVendor(name), Cancel)).Id;

    protected BillToPush NewBill(string vendorId, string? number = "F-1") => new(
        Key("pay_"), vendorId, number, Books.Today, Books.Today.AddDays(30), null, Pounds(120_00),
        [new BillLineToPush("Sail", 1, 100, 100_00, 20_00, Books.ExpenseAccountId, Books.TaxRateId)]);

    protected PaymentToPush NewPayment(BillToPush bill, RemoteReference posted, long minor, string? reference = null) =>
        new(Key("trx_"), bill.VendorId, posted.Id, Books.BankAccountId, Books.Today, Pounds(minor), reference);

    protected Money Pounds(long minor) => new(minor, Books.Currency);

    protected static string Key(string prefix) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>A bill that somebody over there typed in.</summary>
    protected JsonObject EnterBill(string vendorId, string number, decimal amount = 120) => Realm.Enter("Bill", new JsonObject
    {
        ["VendorRef"] = new JsonObject { ["value"] = vendorId },
        ["DocNumber"] = number,
        ["TxnDate"] = QuickBooksBills.Iso(Books.Today),
        ["GlobalTaxCalculation"] = "NotApplicable",
        ["Line"] = new JsonArray(new JsonObject
        {
            ["Amount"] = amount,
            ["DetailType"] = "AccountBasedExpenseLineDetail",
            ["AccountBasedExpenseLineDetail"] = new JsonObject { ["AccountRef"] = new JsonObject { ["value"] = Books.ExpenseAccountId } },
        }),
    });

    protected static Task<AccountingException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<AccountingException>(call);

    protected IReadOnlyList<QuickBooksRequest> RequestsTo(string resource) => [.. Fake.Requests.Where(request => request.Path.EndsWith($"/{resource}", StringComparison.Ordinal))];
}
