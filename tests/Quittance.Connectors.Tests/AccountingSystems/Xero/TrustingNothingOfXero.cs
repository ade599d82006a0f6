using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Quittance.Connectors.AccountingSystems.Xero;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Xero;

/// <summary>Whatever is answered, a call ends with what it promises, or with an <see cref="AccountingException"/>.</summary>
public sealed class TrustingNothingOfXero : IAsyncLifetime
{
    private const string Id = "5cc8cf28-567e-4d43-b287-687cfcaec47c";

    private readonly WebApplication _app;
    private readonly ProviderHttp _http = new(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System);
    private XeroSystem _xero = null!;
    private (int Status, string Body) _answer = (200, "");

    public TrustingNothingOfXero()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(context =>
        {
            context.Response.StatusCode = _answer.Status;
            context.Response.Headers.Location = "https://elsewhere.example/";
            return context.Response.WriteAsync(_answer.Body, context.RequestAborted);
        });
    }

    public static TheoryData<string> Bodies => new(
        "",
        "null",
        "[]",
        "{}",
        "7",
        "{",
        "<Response/>",
        "[7]",
        """[{"tenantId":7}]""",
        """[{"tenantId":"../x","tenantType":"ORGANISATION"}]""",
        """{"error":{}}""",
        """{"error":"invalid_grant"}""",
        """{"access_token":7,"refresh_token":[],"expires_in":"soon"}""",
        """{"access_token":"a.b.c","refresh_token":"r","expires_in":1e28}""",
        """{"access_token":"a.b.c","refresh_token":"r","expires_in":-1}""",
        """{"ErrorNumber":{},"Message":[]}""",
        """{"ErrorNumber":10,"Elements":7}""",
        """{"ErrorNumber":10,"Elements":[7,null,{"ValidationErrors":[7]}]}""",
        """{"ErrorNumber":10,"Elements":[{"ValidationErrors":[{"Message":"\u0000\u001b[31m"}],"LineItems":[{"ValidationErrors":[{}]}],"Contact":{"ValidationErrors":[]}}]}""",
        Each("null"),
        Each("7"),
        Each("{}"),
        Each("""{"ContactID":"x","InvoiceID":"x","PaymentID":"x","AccountID":"x","Name":"x","TaxType":"x","Status":"x"}"""),
        Each(Entity("\"UpdatedDateUTC\":\"/Date(\"")),
        Each(Entity("\"UpdatedDateUTC\":\"/Date()/\"")),
        Each(Entity("\"UpdatedDateUTC\":\"/Date(99999999999999999999+0000)/\"")),
        Each(Entity("\"UpdatedDateUTC\":\"/Date(999999999999999999+0000)/\"")),
        Each(Entity("\"UpdatedDateUTC\":\"/Date(-62135596800000+0000)/\"")),
        Each(Entity("\"UpdatedDateUTC\":\"/Date(253402300799999+0000)/\"")),
        Each(Entity("\"UpdatedDateUTC\":\"yesterday\"")),
        Each(Entity("\"UpdatedDateUTC\":\"0001-01-01T00:00:00+14:00\"")),
        Each(Entity("\"Total\":1e400,\"Amount\":1e400,\"EffectiveRate\":1e400")),
        Each(Entity("\"Total\":1e27,\"AmountPaid\":1e27,\"Amount\":\"x\",\"EffectiveRate\":1e27")),
        Each(Entity("\"CurrencyRate\":1e-28,\"EffectiveRate\":-1e9")),
        Each(Entity("\"CurrencyRate\":0,\"Date\":\"2026-13-45\"")),
        Each(Entity("\"Addresses\":7,\"LineItems\":{},\"TaxComponents\":\"\",\"Contact\":[],\"Invoice\":7")),
        Each(Entity("\"Addresses\":[null],\"LineItems\":[null],\"TaxComponents\":[null]")),
        Each(Entity("\"Url\":\"?bill=\",\"Reference\":\"trx_\",\"ContactNumber\":[]")),
        Each(Entity("\"Url\":\"\\ud800\",\"Reference\":\"\\ud800\",\"EmailAddress\":\"\\ud800\"")),
        Each(Entity("\"StatusAttributeString\":\"ERROR\"")),
        Each(Entity("\"ValidationErrors\":[{\"Message\":\"No.\"}]")),
        Each(Entity("\"IsSupplier\":7,\"EnablePaymentsToAccount\":\"maybe\",\"CanApplyToExpenses\":[]")),
        Each(string.Join(',', Enumerable.Repeat(Entity("\"Total\":0"), 101))),
        $$"""{"Invoices":{{new string('[', 100)}}{{new string(']', 100)}}}""");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        var address = new Uri(_app.Urls.Single());
        _xero = new XeroSystem(
            new XeroOptions { ApiUrl = address, IdentityUrl = address, TokenUrl = address, ConnectionsUrl = address, RevokeUrl = address, ClientId = "id", ClientSecret = "secret" }, _http, TimeProvider.System);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _app.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task No_answer_makes_a_call_fail_in_another_way(string body)
    {
        foreach (var status in new[] { 200, 204, 302, 400, 401, 403, 404, 429, 500, 503 })
        {
            _answer = (status, status == 204 ? "" : body);
            foreach (var call in Calls())
            {
                try
                {
                    await call();
                }
                catch (AccountingException failure)
                {
                    Assert.NotEmpty(failure.Message);
                    Assert.DoesNotContain(failure.Message, char.IsControl);
                    Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData("The document date cannot be before the end of year lock date, currently set at 31-Jul-2013", AccountingFault.PeriodClosed)]
    [InlineData("Account code '476' has been archived, or has been deleted. Each line item must reference a valid account.", AccountingFault.LedgerAccountMissing)]
    [InlineData("Account code '476' is not a valid code for this document.", AccountingFault.LedgerAccountMissing)]
    [InlineData("Account must be valid.", AccountingFault.LedgerAccountMissing)]
    [InlineData("The TaxType code 'INPUT' cannot be used with account code '630'.", AccountingFault.TaxRateMissing)]
    [InlineData("Tax rate must be valid.", AccountingFault.TaxRateMissing)]
    [InlineData("Invoice # must be unique.", AccountingFault.Duplicate)]
    [InlineData("The contact name Buzz Lightyear is already assigned to another contact. The contact name must be unique across all active contacts.", AccountingFault.Duplicate)]
    [InlineData("The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes.", AccountingFault.NotFound)]
    [InlineData("The document with the supplied id was not found for this endpoint.", AccountingFault.NotFound)]
    [InlineData("The line total 10.1 does not match the expected line total 10", AccountingFault.TotalDiffers)]
    [InlineData("You have reached the limit of invoices you can approve", AccountingFault.Rejected)]
    [InlineData("This document cannot be edited as it has a payment or credit note allocated to it.", AccountingFault.Rejected)]
    public async Task What_Xero_says_is_sorted_and_passed_on(string words, AccountingFault fault)
    {
        _answer = (400, $$"""{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":[{"ValidationErrors":[{"Message":"{{words}}"}]}]}""");

        var failure = await KeepingBooksInXero.FailsAsync(() => _xero.GetCompanyAsync(Access(), Cancel));

        Assert.Equal((fault, words, "10"), (failure.Fault, failure.Message, failure.Code));
    }

    [Fact]
    public async Task An_organisation_that_is_offline_is_tried_again()
    {
        _answer = (503, """{"Title":"Service Unavailable","Detail":"The Organisation is offline"}""");

        var failure = await KeepingBooksInXero.FailsAsync(() => _xero.GetCompanyAsync(Access(), Cancel));

        Assert.Equal((AccountingFault.Unavailable, "The Organisation is offline"), (failure.Fault, failure.Message));
        Assert.True(failure.Fault.IsTransient());
    }

    private static AccountingAccess Access() => new(Guid.Empty, "Example", new Dictionary<string, string> { ["tenant_id"] = Id }, new Dictionary<string, string>(), "a-secret-token");

    private static string Each(string entity) =>
        $$"""{"Organisations":[{{entity}}],"Accounts":[{{entity}}],"TaxRates":[{{entity}}],"Contacts":[{{entity}}],"Invoices":[{{entity}}],"Payments":[{{entity}}]}""";

    private static string Entity(string fields) =>
        $$"""{"ContactID":"{{Id}}","InvoiceID":"{{Id}}","PaymentID":"{{Id}}","AccountID":"{{Id}}","Name":"N","TaxType":"T",{{(fields.Contains("\"Status", StringComparison.Ordinal) ? "" : "\"Status\":\"AUTHORISED\",")}}{{fields}}}""";

    private IEnumerable<Func<Task>> Calls()
    {
        var (access, redirect, day) = (Access(), new Uri("https://pay.example/"), new DateOnly(2026, 6, 15));
        var vendor = new VendorToPush($"biz_{new string('1', 32)}", "Vendor", "FR40303265045", "a@b.example", new VendorAddress("1 Main Street", "Lyon", "69001", "FR"), null, false);
        var money = new Money(120_00, Currency.Eur);
        var bill = new BillToPush($"pay_{new string('1', 32)}", Id, "INV-1", day, day, null, money, [new BillLineToPush("Hours", 1, 100, 100_00, 20_00, Id, "INPUT2")]);
        yield return () => _xero.GetCompanyAsync(access, Cancel);
        yield return () => _xero.ListLedgerAccountsAsync(access, Cancel);
        yield return () => _xero.ListTaxRatesAsync(access, Cancel);
        yield return () => _xero.ListChangesAsync(access, "1|Contacts|,0,|,0,|,0,", Cancel);
        yield return () => _xero.ListChangesAsync(access, "1|Invoices|,0,|,0,|,0,", Cancel);
        yield return () => _xero.ListChangesAsync(access, "1|Payments|,0,|,0,|1000,0,1000", Cancel);
        yield return () => _xero.PutVendorAsync(access, vendor, Cancel);
        yield return () => _xero.PutVendorAsync(access, vendor with { Known = new RemoteReference(Id, "1", null, null) }, Cancel);
        yield return () => _xero.PutBillAsync(access, bill, Cancel);
        yield return () => _xero.PutPaymentAsync(access, new PaymentToPush($"trx_{new string('1', 32)}", Id, Id, Id, day, money, new string('x', 300)), Cancel);
        yield return () => _xero.ReverseBillAsync(access, new BillReversal("r", bill.Key, Id, Id, day, money), Cancel);
        yield return () => _xero.ReversePaymentAsync(access, new PaymentReversal("r", "trx_", Id, Id, Id, Id, day, money), Cancel);
        yield return () => _xero.ExchangeAsync(new Dictionary<string, string> { ["code"] = "c" }, redirect, "v", Cancel);
        yield return () => _xero.RefreshAsync("r", Cancel);
        yield return () => _xero.RevokeAsync(access, "r", Cancel);
    }
}
