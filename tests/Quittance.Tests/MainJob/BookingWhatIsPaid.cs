using System.Net.Http.Headers;
using Quittance.Counterparts;
using Quittance.Counterparts.Tryton;
using Quittance.Server.Api.Network;
using Quittance.Tests.Documents;

namespace Quittance.Tests.MainJob;

/// <summary>The main job to its end: e-invoices in, posted in a real accounting system, paid here, settled there.</summary>
public sealed class BookingWhatIsPaid : IAsyncLifetime
{
    private const string Supplier = "Au bon moulin";
    private const string SupplierVat = "FR11999999998";
    private const string SupplierEmail = "accounts@moulin.example";
    private const string SupplierCity = "Malarce-sur-la-Thines";

    // What the two documents come to, in cents: F124212 with 100 EUR paid before, and 2025-0042.
    private const long Spent = 273_00 - 100_00 + 1000_00;
    private const long Tax = 35_03 + 55_00;

    private readonly TestServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Electronic_invoices_are_posted_in_Tryton_paid_here_and_settled_there_and_a_journal_of_the_same_agrees()
    {
        Assert.SkipWhen(TrytonServer.Missing is not null, TrytonServer.Missing ?? "");
        await using var tryton = await TrytonServer.StartAsync(Cancel);
        using var books = await tryton.NewDatabaseAsync(Cancel);
        var tenant = await _server.NewTenantAsync();
        var supplier = (await tenant.PostAsync("/api/businesses", new
        {
            name = Supplier,
            registrationNumbers = new { vat = SupplierVat },
            email = SupplierEmail,
            address = new { street1 = "1242 chemin de l'olive", city = SupplierCity, postalCode = "07140", country = "FR" },
        })).Created().Text("id");
        var first = await KeepAsync(
            tenant, supplier, "tryton", TrytonDatabase.OtherExpenseAccountName, TrytonDatabase.BankAccountName,
            new { base_url = $"{tryton.Address}", database = books.Name, user = TrytonDatabase.User, password = TrytonDatabase.Password });
        var second = await KeepAsync(tenant, supplier, "journal", "Expenses:Other", "Assets:Bank", null);

        foreach (var payer in new[] { first.Payer, second.Payer })
        {
            await ImportAsync(tenant, payer, InvoiceSamples.Fixture("akretion-en16931-ubl.xml"));
            await ImportAsync(tenant, payer, await File.ReadAllBytesAsync(Contract.Repository.PathOf("samples/invoice.xml"), Cancel));
        }

        await tenant.RunJobsAsync();
        await PayByHandAsync(tenant, first.Payer);
        await PayByHandAsync(tenant, second.Payer);
        await tenant.RunJobsAsync();
        Assert.Equal((1, 1), (await books.CountBillsAsync("F124212", Cancel), await books.CountBillsAsync("2025-0042", Cancel)));
        // On a slow machine the sandbox has settled some of it by now.
        Assert.Equal(Spent + Tax, await books.OwedToAsync(Supplier, Cancel) - await books.BalanceOfAsync(books.BankAccountId, Cancel));
        Assert.Equal(1, await books.CountAsync(
            "party.party", Cancel, new object[] { "name", "=", Supplier }, new object[] { "addresses.city", "=", SupplierCity }, new object[] { "contact_mechanisms.value", "=", SupplierEmail }));

        _server.Clock.Advance(TimeSpan.FromSeconds(3)); // The sandbox settles.
        await tenant.RunJobsAsync();
        foreach (var api in new[] { first.Api, second.Api })
        {
            Assert.Equal(["done", "done"], await StatusesAsync(api, "bill"));
            Assert.Equal(["done", "done"], await StatusesAsync(api, "payment_record"));
        }

        var bill = (await first.Api.GetAsync("/v1/accounting_synced_records?object_type=bill")).Ok().Json.GetProperty("data")[0].GetProperty("platform_object_id").GetString()!;
        Assert.Equal(("paid", 0L), await books.BillAsync(bill, Cancel));
        Assert.Equal(0, await books.ImbalanceAsync(Cancel));

        var inTryton = (
            Owed: -await books.OwedToAsync(Supplier, Cancel),
            Bank: await books.BalanceOfAsync(books.BankAccountId, Cancel),
            Tax: await books.BalanceOfAsync(await books.AccountAsync("Main Tax", Cancel), Cancel),
            Spent: await books.BalanceOfAsync(books.OtherExpenseAccountId, Cancel));
        Assert.Equal((0, -(Spent + Tax), Tax, Spent), inTryton);
        Assert.Equal(inTryton, await BalancesAsync(Path.Combine(_server.Options.Accounting.Journals, second.Connection, "books.journal")));

        // The export is of the books that Quittance itself knows; what was paid before has an account of its own there.
        var export = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(export, await tenant.JournalAsync(first.Payer), Cancel);
            Assert.Equal(inTryton, await BalancesAsync(export, money: "Assets:Wallet"));
        }
        finally
        {
            File.Delete(export);
        }
    }

    /// <summary>A payer who keeps its books in a system, with the accounts chosen, and whom the supplier may bill.</summary>
    private static async Task<(string Payer, Tenant Api, string Connection)> KeepAsync(
        Tenant tenant, string supplier, string platform, string expenses, string bank, object? settings)
    {
        var payer = await tenant.BusinessAsync("Buyer");
        var api = tenant.For(payer);
        var connection = (await api.PostAsync("/v1/accounting_connections", new { platform })).Created().Text("id");
        (await api.PostAsync($"/v1/accounting_connections/{connection}/credentials", new { platform, settings })).Ok();
        await tenant.RunJobsAsync(); // The first reading of the books.
        var accounts = (await api.GetAsync("/v1/ledger_accounts")).Ok().Json.GetProperty("data").EnumerateArray()
            .ToLookup(account => account.GetProperty("name").GetString()!, account => account.GetProperty("id").GetGuid());
        (await api.PatchAsync(
            $"/v1/entities/{NetworkIds.BusinessOf(payer).Value}/settings",
            new { accounting = new { ledger_account_ids = new { products = accounts[expenses].Single(), payments = accounts[bank].Single() } } })).Ok();
        await tenant.ConnectAsync(payer, supplier, autoApproval: new { enabled = true, requireMatchedSupplier = true });
        return (payer, api, connection);
    }

    private static async Task ImportAsync(Tenant tenant, string payer, byte[] document)
    {
        using var content = new MultipartFormDataContent();
        var bytes = new ByteArrayContent(document);
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        content.Add(bytes, "file", "invoice.xml");
        var imported = Assert.Single((await tenant.PostAsync($"/api/businesses/{payer}/imports", content)).Ok().Json.EnumerateArray());
        Assert.True(imported.GetProperty("outcome").GetString() == "created", $"{imported}");
    }

    // The rule leaves the second document to a person: it names another bank account of the supplier than the first.
    private static async Task PayByHandAsync(Tenant tenant, string payer)
    {
        var waiting = (await tenant.GetAsync($"/api/businesses/{payer}/payables?status=SUBMITTED")).Ok().Json.EnumerateArray().Select(payable => payable.GetProperty("id").GetString()).ToList();
        Assert.NotEmpty(waiting);
        foreach (var id in waiting)
        {
            (await tenant.PostAsync($"/api/businesses/{payer}/payables/{id}/approve")).Ok();
            (await tenant.PostAsync("/api/payments/initiate", new { payableId = id })).Created();
        }
    }

    private static async Task<IReadOnlyList<string>> StatusesAsync(Tenant api, string type) =>
        [.. (await api.GetAsync($"/v1/accounting_synced_records?object_type={type}")).Ok().Json.GetProperty("data").EnumerateArray().Select(record => record.GetProperty("sync_status").GetString()!)];

    private static async Task<(long Owed, long Bank, long Tax, long Spent)> BalancesAsync(string journal, string money = "Assets:Bank")
    {
        await PlainTextJournal.CheckAsync(journal, Cancel);
        var balances = await PlainTextJournal.BalancesByHledgerAsync(journal, Cancel);
        return (Of("Liabilities:Payable"), Of(money), Of("Assets:InputVAT"), Of("Expenses") + Of("Assets:Prepayments"));

        long Of(string account) => balances.Where(balance => balance.Key.StartsWith(account, StringComparison.Ordinal)).Sum(balance => balance.Value);
    }
}
