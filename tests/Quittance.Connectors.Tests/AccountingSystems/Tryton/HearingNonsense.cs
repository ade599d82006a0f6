using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quittance.Connectors.AccountingSystems.Tryton;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>A stranger at Tryton's address: whatever it answers, every call ends, and in the words of accounting.</summary>
public sealed class HearingNonsense : IAsyncLifetime
{
    private readonly WebApplication _stranger;
    private readonly ProviderHttp _http = new(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System, TimeSpan.FromSeconds(5));
    private readonly TrytonSystem _tryton;
    private Func<string, HttpResponse, Task> _answerAsync = (_, _) => Task.CompletedTask;
    private AccountingAccess _access = null!;

    public HearingNonsense()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _stranger = builder.Build();
        _stranger.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            await _answerAsync(await body.ReadToEndAsync(), context.Response);
        });
        _tryton = new TrytonSystem(_http, TimeProvider.System);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string[] Nonsense =
    [
        "", "null", "[]", "{}", "not json", "{\"result\":null}", "{\"result\":[]}", "{\"result\":{}}", "{\"result\":5}", "{\"result\":\"x\"}", "{\"result\":[null]}", "{\"result\":[[]]}",
        "{\"result\":[{}]}", "{\"result\":[{\"id\":\"x\"}]}", "{\"result\":[{\"id\":1}]}", "{\"result\":[1,2,3]}", "{\"result\":[{\"id\":1.5,\"create_date\":7}]}", "{\"error\":null}", "{\"error\":{}}",
        "{\"error\":[[]]}", "{\"error\":[\"UserError\"]}", "{\"error\":[\"UserError\",[]]}", "{\"error\":[\"UserError\",[\"\\ud800\"]]}", "{\"result\":[{\"id\":1,\"create_date\":{\"__class__\":\"datetime\",\"year\":99999}}]}",
        "{\"result\":[{\"id\":1,\"create_date\":{\"__class__\":\"datetime\",\"year\":2026,\"month\":1,\"day\":1,\"hour\":0,\"minute\":0,\"second\":0,\"microsecond\":0},\"state\":[],\"total_amount\":{\"decimal\":\"1e99\"}}]}",
    ];

    public async ValueTask InitializeAsync()
    {
        await _stranger.StartAsync(Cancel);
        _access = TrytonBooks.AccessTo(new Uri(_stranger.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "books");
    }

    public async ValueTask DisposeAsync()
    {
        await _stranger.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Every_call_ends_with_a_fault_and_nothing_else_whatever_is_answered_instead_of_a_session()
    {
        foreach (var nonsense in Nonsense)
        {
            _answerAsync = (_, response) => response.WriteAsync(nonsense, Cancel);
            foreach (var call in Calls())
            {
                await Assert.ThrowsAsync<AccountingException>(call);
            }
        }
    }

    [Fact]
    public async Task Every_call_ends_with_a_fault_or_an_empty_result_whatever_is_answered_after_the_login()
    {
        foreach (var nonsense in Nonsense)
        {
            _answerAsync = AfterLogin(response => response.WriteAsync(nonsense, Cancel));
            foreach (var call in Calls())
            {
                var failure = await Record.ExceptionAsync(call);
                Assert.True(failure is null or AccountingException, $"{nonsense}: {failure}");
            }
        }
    }

    [Theory]
    [InlineData("""{"error":["UserError",["To continue, you must create a period for the date \"02/03/2001\".","",null]]}""", AccountingFault.PeriodClosed)]
    [InlineData("""{"error":["UserError",["You cannot add/modify/delete lines on closed journal-period \"Expense\".","",null]]}""", AccountingFault.PeriodClosed)]
    [InlineData("""{"error":["UserError",["You are not allowed to access \"Invoice\".","",null]]}""", AccountingFault.Forbidden)]
    [InlineData("""{"error":["UserError",["The code on party must be unique.","",null]]}""", AccountingFault.Duplicate)]
    [InlineData("""{"error":["UserError",["You are trying to read records \"7\" of \"Party\" that don't exist anymore.","",null]]}""", AccountingFault.NotFound)]
    [InlineData("""{"error":["UserError",["The number of digits is exceeded.","",null]]}""", AccountingFault.Rejected)]
    [InlineData("""{"error":["UserWarning",["a.warning","Do you really want this?",""]]}""", AccountingFault.Rejected)]
    [InlineData("""{"error":["ConcurrencyException","Records were modified in the meanwhile"]}""", AccountingFault.Unavailable)]
    [InlineData("""{"error":["could not obtain lock on row in relation \"ir_sequence_strict\"\n",""]}""", AccountingFault.Unavailable)]
    [InlineData("""{"error":["could not serialize access due to concurrent update\n",""]}""", AccountingFault.Unavailable)]
    [InlineData("""{"error":["database is locked",""]}""", AccountingFault.Unavailable)]
    [InlineData("""{"error":["",""]}""", AccountingFault.Unavailable)]
    [InlineData("""{"error":[]}""", AccountingFault.RateLimited)]
    [InlineData("""{"error":["'NoneType' object has no attribute 'current'",""]}""", AccountingFault.Rejected)]
    public async Task What_Tryton_refuses_is_told_by_its_kind(string answer, AccountingFault fault)
    {
        _answerAsync = AfterLogin(response => response.WriteAsync(answer, Cancel));

        var failure = await Assert.ThrowsAsync<AccountingException>(() => _tryton.GetCompanyAsync(_access, Cancel));

        Assert.Equal(fault, failure.Fault);
    }

    [Theory]
    [InlineData(401, AccountingFault.CredentialsRefused)]
    [InlineData(403, AccountingFault.Forbidden)]
    [InlineData(404, AccountingFault.NotFound)]
    [InlineData(411, AccountingFault.Rejected)]
    [InlineData(429, AccountingFault.RateLimited)]
    [InlineData(500, AccountingFault.Unavailable)]
    [InlineData(302, AccountingFault.BadAnswer)]
    public async Task A_status_that_is_no_success_is_told_by_its_kind(int status, AccountingFault fault)
    {
        _answerAsync = AfterLogin(response =>
        {
            response.StatusCode = status;
            response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return response.WriteAsync("<html>", Cancel);
        });

        var failure = await Assert.ThrowsAsync<AccountingException>(() => _tryton.GetCompanyAsync(_access, Cancel));

        Assert.Equal(fault, failure.Fault);
    }

    [Fact]
    public async Task A_list_that_never_ends_and_one_that_is_longer_than_asked_for_are_not_read_to_the_end()
    {
        var row = """{"id":1,"name":"x","create_date":{"__class__":"datetime","year":2026,"month":1,"day":1,"hour":0,"minute":0,"second":0,"microsecond":0}}""";
        _answerAsync = AfterLogin(response => response.WriteAsync($"{{\"result\":[{string.Join(',', Enumerable.Repeat(row, 5000))}]}}", Cancel));
        var tooMany = await Assert.ThrowsAsync<AccountingException>(() => _tryton.ListChangesAsync(_access, null, Cancel));
        Assert.Equal(AccountingFault.BadAnswer, tooMany.Fault);

        var flood = Encoding.UTF8.GetBytes(new string(' ', 64 * 1024));
        _answerAsync = AfterLogin(async response =>
        {
            while (!response.HttpContext.RequestAborted.IsCancellationRequested)
            {
                await response.Body.WriteAsync(flood, response.HttpContext.RequestAborted);
            }
        });
        var endless = await Assert.ThrowsAsync<AccountingException>(() => _tryton.ListChangesAsync(_access, null, Cancel));
        Assert.Equal(AccountingFault.BadAnswer, endless.Fault);
    }

    [Fact]
    public async Task A_failure_never_tells_the_password_or_the_session()
    {
        _answerAsync = AfterLogin(response => response.WriteAsync("{\"error\":[\"UserError\",[\"No.\",\"\",null]]}", Cancel));

        var failure = await Assert.ThrowsAsync<AccountingException>(() => _tryton.GetCompanyAsync(_access, Cancel));

        Assert.DoesNotContain(_access.Secrets["password"], failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-token", failure.ToString(), StringComparison.Ordinal);
    }

    private static Func<string, HttpResponse, Task> AfterLogin(Func<HttpResponse, Task> answer) => (request, response) =>
        request.Contains("common.db.login", StringComparison.Ordinal) ? response.WriteAsync("""{"id":0,"result":[1,"a-token"]}""")
        : request.Contains("get_preferences", StringComparison.Ordinal) ? response.WriteAsync("""{"id":0,"result":{"company":1,"companies":[1],"language":"fr"}}""")
        : answer(response);

    private IEnumerable<Func<Task>> Calls()
    {
        var amount = new Money(1_00, Currency.Eur);
        var day = new DateOnly(2026, 1, 1);
        var vendor = new VendorToPush("biz_1", "Vendor", "FR83404833048", "a@b.example", new VendorAddress(null, null, null, "FR"), null, false);
        yield return () => _tryton.GetCompanyAsync(_access, Cancel);
        yield return () => _tryton.ListLedgerAccountsAsync(_access, Cancel);
        yield return () => _tryton.ListTaxRatesAsync(_access, Cancel);
        yield return () => _tryton.ListChangesAsync(_access, null, Cancel);
        yield return () => _tryton.ListChangesAsync(_access, "no|place|of|ours", Cancel);
        yield return () => _tryton.PutVendorAsync(_access, vendor, Cancel);
        yield return () => _tryton.PutVendorAsync(_access, vendor with { Known = new RemoteReference("x", "y", null, null) }, Cancel);
        yield return () => _tryton.PutBillAsync(_access, new BillToPush("pay_1", "1", null, day, null, null, amount, [new("x", 1, 1, 1_00, 0, "1", "1")]), Cancel);
        yield return () => _tryton.PutPaymentAsync(_access, new PaymentToPush("trx_1", "1", "1", "1", day, amount, null), Cancel);
        yield return () => _tryton.ReverseBillAsync(_access, new BillReversal("pay_1_reversal", "pay_1", "1", "1", day, amount), Cancel);
        yield return () => _tryton.ReversePaymentAsync(_access, new PaymentReversal("trx_1_reversal", "trx_1", "1", "1", "1", "1", day, amount), Cancel);
    }
}
