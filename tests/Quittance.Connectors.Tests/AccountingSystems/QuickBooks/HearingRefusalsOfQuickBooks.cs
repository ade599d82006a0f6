using Quittance.Connectors.AccountingSystems;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

public sealed class HearingRefusalsOfQuickBooks : QuickBooksTests
{
    [Fact]
    public async Task Too_many_calls_are_told_with_the_time_to_wait()
    {
        Fake.Throttle(1, 17);

        var refused = await RefusedAsync(() => System.GetCompanyAsync(Access, Cancel));

        Assert.Equal((AccountingFault.RateLimited, "3001", TimeSpan.FromSeconds(17)), (refused.Fault, refused.Code, refused.RetryAfter));
        await System.GetCompanyAsync(Access, Cancel);
    }

    [Theory]
    [InlineData("6240", 400, AccountingFault.Duplicate)]
    [InlineData("6140", 400, AccountingFault.Duplicate)]
    [InlineData("6210", 400, AccountingFault.PeriodClosed)]
    [InlineData("5010", 400, AccountingFault.Conflict)]
    [InlineData("610", 400, AccountingFault.NotFound)]
    [InlineData("2500", 400, AccountingFault.NotFound)]
    [InlineData("6190", 400, AccountingFault.Forbidden)]
    [InlineData("120", 400, AccountingFault.Deauthorized)]
    [InlineData("3001", 400, AccountingFault.RateLimited)]
    [InlineData("003001", 503, AccountingFault.RateLimited)]
    [InlineData("3200", 401, AccountingFault.CredentialsRefused)]
    [InlineData("3100", 403, AccountingFault.Forbidden)]
    [InlineData("5020", 400, AccountingFault.Forbidden)]
    [InlineData("10000", 500, AccountingFault.Unavailable)]
    [InlineData("6000", 400, AccountingFault.Rejected)]
    [InlineData("4000", 400, AccountingFault.Rejected)]
    [InlineData("6000", 200, AccountingFault.Rejected)]
    public async Task A_refusal_keeps_its_code_and_its_words(string code, int status, AccountingFault fault)
    {
        Fake.AnswerNext(
            status, "application/json", $$$"""{"Fault":{"Error":[{"Message":"The short word","Detail":"The long story","code":"{{{code}}}"}],"type":"ValidationFault"},"time":"2026-01-01T00:00:00Z"}""");

        var refused = await RefusedAsync(() => System.GetCompanyAsync(Access, Cancel));

        Assert.Equal((fault, code.TrimStart('0')), (refused.Fault, refused.Code));
        Assert.Equal("The short word: The long story", refused.Message);
    }

    [Theory]
    [InlineData("Invalid Reference Id : Accounts element id 7 not found", "2500", AccountingFault.LedgerAccountMissing)]
    [InlineData("Invalid Reference Id : TaxCode element id 7 not found", "2500", AccountingFault.TaxRateMissing)]
    [InlineData("Invalid Reference Id : Names element id 7 not found", "2500", AccountingFault.NotFound)]
    [InlineData("Duplicate Document Number Error : already used", "6210", AccountingFault.Duplicate)]
    public async Task A_refusal_that_means_several_things_is_told_apart_by_its_words(string detail, string code, AccountingFault fault)
    {
        Fake.AnswerNext(400, "application/json", $$$"""{"Fault":{"Error":[{"Message":"Refused","Detail":"{{{detail}}}","code":"{{{code}}}"}],"type":"ValidationFault"}}""");

        Assert.Equal(fault, (await RefusedAsync(() => System.GetCompanyAsync(Access, Cancel))).Fault);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Sign in</html>", AccountingFault.BadAnswer)]
    [InlineData(200, "application/json", "[]", AccountingFault.BadAnswer)]
    [InlineData(200, "application/json", "{}", AccountingFault.BadAnswer)]
    [InlineData(200, "application/json", """{"CompanyInfo":[]}""", AccountingFault.BadAnswer)]
    [InlineData(200, "application/json", """{"CompanyInfo":{"CompanyName":{}}}""", AccountingFault.BadAnswer)]
    [InlineData(200, "application/json", """{"CompanyInfo":{"CompanyName":"A","NameValue":[1]}}""", AccountingFault.BadAnswer)]
    [InlineData(200, "application/json", """{"Fault":"no"}""", AccountingFault.BadAnswer)]
    [InlineData(200, "application/json", """{"Fault":{"Error":[{}]}}""", AccountingFault.Rejected)]
    [InlineData(400, "application/json", """{"Fault":{}}""", AccountingFault.Rejected)]
    [InlineData(404, "text/html", "Not here", AccountingFault.NotFound)]
    [InlineData(401, "text/html", "Who are you?", AccountingFault.CredentialsRefused)]
    [InlineData(429, "text/plain", "", AccountingFault.RateLimited)]
    [InlineData(502, "text/html", "<html>", AccountingFault.Unavailable)]
    [InlineData(504, "text/html", "<html>", AccountingFault.TimedOut)]
    [InlineData(302, "text/html", "", AccountingFault.BadAnswer)]
    public async Task Whatever_is_answered_ends_in_a_fault_with_a_name(int status, string contentType, string body, AccountingFault fault)
    {
        Fake.AnswerNext(status, contentType, body);

        Assert.Equal(fault, (await RefusedAsync(() => System.GetCompanyAsync(Access, Cancel))).Fault);
    }

    [Theory]
    [InlineData("""{"QueryResponse":{"Bill":[{"Id":"1","SyncToken":"0","TotalAmt":"many"}]}}""")]
    [InlineData("""{"QueryResponse":{"Bill":[{"Id":"1","SyncToken":"0","TotalAmt":1e300}]}}""")]
    [InlineData("""{"QueryResponse":{"Bill":[{"Id":"1","SyncToken":"0"}]}}""")]
    [InlineData("""{"QueryResponse":{"Bill":[{"SyncToken":"0","TotalAmt":1}]}}""")]
    [InlineData("""{"QueryResponse":{"Bill":[{"Id":"1","SyncToken":"0","TotalAmt":1,"TxnDate":"tomorrow!!"}]}}""")]
    [InlineData("""{"QueryResponse":{"Bill":[{"Id":"1","SyncToken":"0","TotalAmt":1,"MetaData":{"LastUpdatedTime":"soon"}}]}}""")]
    [InlineData("""{"QueryResponse":{"Bill":[{"Id":"1","SyncToken":"0","TotalAmt":1,"Line":[{"DetailType":"AccountBasedExpenseLineDetail","AccountBasedExpenseLineDetail":7}]}]}}""")]
    [InlineData("""{"QueryResponse":{"Bill":{"Id":"1"}}}""")]
    [InlineData("""{"QueryResponse":[]}""")]
    public async Task A_list_that_is_none_ends_in_a_fault_with_a_name(string body)
    {
        Fake.AnswerNext(200, "application/json", body);

        Assert.Equal(AccountingFault.BadAnswer, (await RefusedAsync(() => System.ListChangesAsync(Access, "scan|1|2026-01-01T00:00:00Z|2026-01-01T00:00:00Z|0|2026-01-01T00:00:00Z", Cancel))).Fault);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task A_clock_that_is_out_of_its_senses_hides_no_change(string time)
    {
        var place = await EndAsync();
        Fake.AnswerNext(200, "application/json", $$$"""{"CDCResponse":[{"QueryResponse":[{}]}],"time":"{{{time}}}"}""");

        var lost = await System.ListChangesAsync(Access, place, Cancel);
        await VendorIdAsync();

        Assert.Single((await System.ListChangesAsync(Access, lost.Place, Cancel)).Vendors);
    }

    [Fact]
    public async Task A_connection_without_its_company_or_token_asks_nobody()
    {
        var before = Fake.Requests.Count;

        Assert.Equal(AccountingFault.NotConfigured, (await RefusedAsync(() => System.GetCompanyAsync(Access with { AccessToken = null }, Cancel))).Fault);
        Assert.Equal(AccountingFault.NotConfigured, (await RefusedAsync(() => System.GetCompanyAsync(Access with { Settings = new Dictionary<string, string>() }, Cancel))).Fault);
        Assert.Equal(before, Fake.Requests.Count);
    }

    [Fact]
    public async Task A_page_that_is_too_large_for_change_data_capture_is_paged_through()
    {
        var place = await EndAsync();
        await VendorIdAsync();
        Fake.AnswerNext(200, "application/json", new string(' ', AccountingHttp.AnswerBytesMax + 1));

        var page = await System.ListChangesAsync(Access, place, Cancel);

        Assert.Single(page.Vendors);
        Assert.True(page.HasMore);
    }

    private async Task<string> EndAsync()
    {
        var page = await System.ListChangesAsync(Access, null, Cancel);
        while (page.HasMore)
        {
            page = await System.ListChangesAsync(Access, page.Place, Cancel);
        }

        return page.Place!;
    }
}
