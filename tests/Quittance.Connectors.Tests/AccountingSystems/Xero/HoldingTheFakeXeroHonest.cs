using System.Text.Json;
using Quittance.Counterparts;
using Quittance.Counterparts.Xero;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Xero;

/// <summary>The fake Xero against what its author did not write: Xero's client and Xero's OpenAPI file.</summary>
public sealed class HoldingTheFakeXeroHonest : IAsyncLifetime
{
    private const string Folder = "xero";

    private XeroDesk _desk = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(NodeClient.IsInstalled(Folder), "The packages of tests/clients/xero are not installed; ./test does that.");
        _desk = await XeroDesk.OpenAsync();
    }

    public ValueTask DisposeAsync() => _desk?.DisposeAsync() ?? default;

    [Fact]
    public async Task The_client_that_Xero_publishes_gets_along_with_the_fake()
    {
        var output = await NodeClient.RunAsync(
            Folder, "drive.mjs", [_desk.Fake.Address.AbsoluteUri.TrimEnd('/'), FakeXero.ClientId, FakeXero.ClientSecret, _desk.There.TenantId], Cancel);

        Assert.Equal("done", output.Trim());
    }

    [Fact]
    public async Task Every_body_is_as_the_OpenAPI_file_of_Xero_has_it()
    {
        await DoEverythingAsync();

        using var counts = JsonDocument.Parse(await CheckAsync(_desk.Fake.Exchanges));

        var writings = _desk.Fake.Exchanges.Count(call => call.Request is not null);
        Assert.Equal(writings, counts.RootElement.GetProperty("requests").GetInt32());
        Assert.InRange(writings, 10, 100);
        Assert.InRange(counts.RootElement.GetProperty("answers").GetInt32(), 20, 100);
        Assert.InRange(counts.RootElement.GetProperty("refusals").GetInt32(), 2, 100);
    }

    [Theory]
    [InlineData("""{"Invoices":[{"Type":"BILL"}]}""", "/Invoices/0/Type")]
    [InlineData("""{"Invoices":[{"LineItems":[{"Quantity":"one"}]}]}""", "/Invoices/0/LineItems/0/Quantity")]
    [InlineData("""{"Invoices":[{"Typo":1}]}""", "Typo")]
    public async Task A_body_that_is_not_so_is_found(string request, string named)
    {
        var wrong = new XeroExchange("PUT", "/Invoices", "", request, 200, """{"Invoices":[]}""");

        var found = await Assert.ThrowsAsync<InvalidOperationException>(() => CheckAsync([wrong]));

        Assert.Contains(named, found.Message, StringComparison.Ordinal);
    }

    private static async Task<string> CheckAsync(IReadOnlyList<XeroExchange> exchanges)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(exchanges, JsonSerializerOptions.Web), Cancel);
            return await NodeClient.RunAsync(Folder, "check.mjs", [file], Cancel);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Makes the connector send every body that it can, and the fake answer with every object.</summary>
    private async Task DoEverythingAsync()
    {
        var (xero, access) = (_desk.Xero, _desk.Access);
        await xero.GetCompanyAsync(access, Cancel);
        await xero.ListTaxRatesAsync(access, Cancel);
        var vendor = new VendorToPush($"biz_{new string('1', 32)}", "Vendor", "FR40303265045", "billing@vendor.example", new VendorAddress("1 Main Street", "Lyon", "69001", "FR"), null, false);
        var known = await xero.PutVendorAsync(access, vendor, Cancel);
        known = await xero.PutVendorAsync(access, vendor with { Name = "Renamed", Known = known }, Cancel);
        await Assert.ThrowsAsync<AccountingException>(() => xero.PutVendorAsync(access, vendor with { Key = $"biz_{new string('2', 32)}", Name = "Renamed", TaxNumber = null }, Cancel));

        BillLineToPush[] lines = [new("Hours", 3, 33.3333m, 100_00, 20_00, _desk.ExpenseAccountId, "INPUT2"), new("Postage", 1, 1.99m, 1_99, 0, _desk.ExpenseAccountId, null)];
        var bill = new BillToPush($"pay_{new string('1', 32)}", known.Id, "INV-1", _desk.Today, _desk.Today.AddDays(30), null, new Money(121_99, Currency.Eur), lines);
        var posted = await xero.PutBillAsync(access, bill, Cancel);
        await Assert.ThrowsAsync<AccountingException>(() => xero.PutBillAsync(access, bill with { Key = $"pay_{new string('2', 32)}", Lines = [lines[0] with { TaxRateId = "NONE", TaxMinor = 0 }] }, Cancel));
        await Assert.ThrowsAsync<AccountingException>(() => xero.PutBillAsync(access, bill with { Key = $"pay_{new string('3', 32)}", Lines = [lines[0] with { TaxRateId = "OUTPUT2" }] }, Cancel));

        var payment = new PaymentToPush($"trx_{new string('1', 32)}", known.Id, posted.Id, _desk.BankAccountId, _desk.Today, new Money(121_99, Currency.Eur), "Check 1");
        var paid = await xero.PutPaymentAsync(access, payment, Cancel);
        for (var (place, more) = ((string?)null, true); more;)
        {
            var page = await xero.ListChangesAsync(access, place, Cancel);
            (place, more) = (page.Place, page.HasMore);
        }

        await xero.ReversePaymentAsync(access, new PaymentReversal($"{payment.Key}_reversal", payment.Key, paid.Id, posted.Id, known.Id, _desk.BankAccountId, _desk.Today, payment.Amount), Cancel);
        await xero.ReverseBillAsync(access, new BillReversal($"{bill.Key}_reversal", bill.Key, posted.Id, known.Id, _desk.Today, bill.Total), Cancel);
    }
}
