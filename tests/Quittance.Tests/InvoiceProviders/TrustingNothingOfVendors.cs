using System.Text;
using Microsoft.AspNetCore.Http;
using Quittance.Connectors.InvoiceProviders.Pennylane;
using Quittance.Connectors.InvoiceProviders.Qonto;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders;

public sealed class TrustingNothingOfVendors
{
    private const string Key = "sign-in:secret-key";

    private const string Xml = "<Invoice/>";

    private static readonly ProviderPlace Start = new(null, IsContinuation: false);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pennylane")]
    [InlineData("qonto")]
    public async Task The_key_goes_to_the_api_and_never_to_where_a_file_is(string vendor)
    {
        await using var files = await ScriptedApi.StartAsync(request => request.Path == "/here" ? (302, "/there") : (200, Xml));
        await using var api = await ScriptedApi.StartAsync(request => (200, BillAt($"{files.Address}/here", request)));

        var file = await NewProvider(vendor, api).FetchAsync(Access(api), "42", Cancel);

        Assert.Equal(Xml, Encoding.UTF8.GetString(file.Content.Span));
        Assert.Equal(["/here", "/there"], files.Requests.Select(request => request.Path));
        Assert.All(files.Requests, request => Assert.Null(request.Authorization));
        Assert.All(api.Requests, request => Assert.Equal(vendor == "qonto" ? Key : $"Bearer {Key}", request.Authorization));
    }

    [Theory]
    [InlineData("pennylane", "ftp://example.com/a.pdf")]
    [InlineData("pennylane", "file:///etc/passwd")]
    [InlineData("pennylane", "https://user:password@example.com/a.pdf")]
    [InlineData("qonto", "/a.pdf")]
    [InlineData("qonto", "javascript:alert(1)")]
    [InlineData("qonto", "https://")]
    public async Task A_link_that_is_no_web_address_is_a_bad_answer(string vendor, string link)
    {
        await using var api = await ScriptedApi.StartAsync(request => (200, BillAt(link, request)));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, api).FetchAsync(Access(api), "42", Cancel));

        Assert.Equal(ProviderFault.BadAnswer, failure.Fault);
    }

    [Theory]
    [InlineData("pennylane", "http://169.254.169.254/latest/meta-data")]
    [InlineData("pennylane", "https://10.0.0.1/a.pdf")]
    [InlineData("qonto", "http://[::ffff:10.0.0.1]/a.pdf")]
    [InlineData("qonto", "https://192.168.1.1/a.pdf")]
    public async Task A_link_into_the_network_of_this_server_is_not_followed(string vendor, string link)
    {
        await using var api = await ScriptedApi.StartAsync(request => (200, BillAt(link, request)));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, api).FetchAsync(Access(api), "42", Cancel));

        Assert.Equal(ProviderFault.AddressForbidden, failure.Fault);
    }

    [Theory]
    [InlineData("pennylane")]
    [InlineData("qonto")]
    public async Task A_file_that_is_always_elsewhere_is_a_bad_answer(string vendor)
    {
        await using var files = await ScriptedApi.StartAsync(request => (302, request.Path + "/further"));
        await using var api = await ScriptedApi.StartAsync(request => (200, BillAt($"{files.Address}/a", request)));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, api).FetchAsync(Access(api), "42", Cancel));

        Assert.Equal(ProviderFault.BadAnswer, failure.Fault);
        Assert.Equal(4, files.Requests.Count);
    }

    [Theory]
    [InlineData("pennylane")]
    [InlineData("qonto")]
    public async Task Without_a_file_or_with_an_empty_one_there_is_no_bill(string vendor)
    {
        await using var files = await ScriptedApi.StartAsync(_ => (200, ""));
        await using var api = await ScriptedApi.StartAsync(request => (200, BillAt($"{files.Address}/a", request)));
        await using var bare = await ScriptedApi.StartAsync(_ => (200, """{"id": 42, "updated_at": "2026-03-01T00:00:00Z"}"""));

        Assert.Equal(ProviderFault.BadAnswer, (await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, api).FetchAsync(Access(api), "42", Cancel))).Fault);
        Assert.Equal(ProviderFault.NotFound, (await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, bare).FetchAsync(Access(bare), "42", Cancel))).Fault);
    }

    [Theory]
    [InlineData("pennylane", "[]")]
    [InlineData("pennylane", "")]
    [InlineData("pennylane", "{\"items\": {}}")]
    [InlineData("pennylane", "{\"items\": [[]], \"has_more\": true}")]
    [InlineData("pennylane", "{\"items\": [], \"has_more\": \"yes\"}")]
    [InlineData("pennylane", "{\"items\": [], \"has_more\": true, \"next_cursor\": {}}")]
    [InlineData("qonto", "[]")]
    [InlineData("qonto", "null")]
    [InlineData("qonto", "{\"supplier_invoices\": []}")]
    [InlineData("qonto", "{\"supplier_invoices\": [{\"id\": \"a\"}], \"meta\": {\"total_pages\": 1}}")]
    [InlineData("qonto", "{\"supplier_invoices\": [], \"meta\": {\"total_pages\": \"many\"}}")]
    public async Task A_list_of_the_wrong_shape_is_a_bad_answer(string vendor, string body)
    {
        await using var api = await ScriptedApi.StartAsync(_ => (200, body));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, api).ListAsync(Access(api), Start, Cancel));

        Assert.Equal(ProviderFault.BadAnswer, failure.Fault);
    }

    [Theory]
    [InlineData("pennylane")]
    [InlineData("qonto")]
    public async Task A_list_too_deep_or_too_long_is_refused(string vendor)
    {
        await using var deep = await ScriptedApi.StartAsync(_ => (200, new string('[', 100_000)));
        await using var huge = await ScriptedApi.StartAsync(_ => (200, new string(' ', 5 * 1024 * 1024)));

        Assert.Equal(ProviderFault.BadAnswer, (await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, deep).ListAsync(Access(deep), Start, Cancel))).Fault);
        Assert.Equal(ProviderFault.TooLarge, (await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, huge).ListAsync(Access(huge), Start, Cancel))).Fault);
    }

    [Fact]
    public async Task A_time_far_ahead_at_Pennylane_does_not_hide_what_comes_after()
    {
        await using var api = await ScriptedApi.StartAsync(request => (200, request.Path.StartsWithSegments("/changelogs", StringComparison.Ordinal)
            ? """{"items": [{"id": 1, "operation": "insert", "processed_at": "9999-12-31T23:59:59.999999Z", "updated_at": "9999-12-31T23:59:59.999999Z"}], "has_more": false, "next_cursor": null}"""
            : """{"items": [], "has_more": false, "next_cursor": null}"""));

        var page = await NewProvider("pennylane", api).ListAsync(Access(api), Start, Cancel);

        Assert.Equal("1", Assert.Single(page.Bills).ExternalId);
        Assert.InRange(PennylanePlace.Read(page.Watermark) is PennylanePlace.Log log ? log.SinceTime : default, TimeProvider.System.GetUtcNow().AddDays(-8), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    [Fact]
    public async Task A_clock_of_Pennylane_that_was_put_back_hides_nothing()
    {
        await using var api = await ScriptedApi.StartAsync(_ => (200, """{"items": [], "has_more": false, "next_cursor": null}"""));

        var page = await NewProvider("pennylane", api).ListAsync(Access(api), new ProviderPlace("2099-01-01T00:00:00.000000Z", IsContinuation: false), Cancel);

        Assert.InRange(((PennylanePlace.Log)PennylanePlace.Read(page.Watermark)!).SinceTime, TimeProvider.System.GetUtcNow().AddDays(-2), TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.999Z", null)]
    [InlineData("2026-03-01T00:00:00Z", "2099-01-01T00:00:00.000Z")]
    public async Task A_time_far_ahead_at_Qonto_does_not_hide_what_comes_after(string updated, string? watermark)
    {
        await using var api = await ScriptedApi.StartAsync(_ => (200, $$"""{"supplier_invoices": [{"id": "a", "updated_at": "{{updated}}"}], "meta": {"total_pages": 1, "total_count": 1} }"""));

        var page = await NewProvider("qonto", api).ListAsync(Access(api), new ProviderPlace(watermark, IsContinuation: false), Cancel);

        Assert.Single(page.Bills);
        Assert.InRange(QontoPlace.Read(page.Watermark)!.Latest, TimeProvider.System.GetUtcNow().AddDays(-2), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    [Fact]
    public async Task A_page_of_Qonto_that_is_no_more_is_passed_over()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var api = await ScriptedApi.StartAsync(_ => (404, """{"errors": [{"code": "not_found", "detail": "No such page"}]}"""));
        var place = new QontoPlace(now.AddDays(-2), new QontoPlace.Span(now.AddDays(-2), now, 3));

        var page = await NewProvider("qonto", api).ListAsync(Access(api), new ProviderPlace(place.Write(), IsContinuation: true), Cancel);

        Assert.Empty(page.Bills);
        Assert.True(page.HasMore);
        Assert.Equal(2, QontoPlace.Read(page.Watermark)!.Window!.Page);
    }

    [Theory]
    [InlineData("pennylane")]
    [InlineData("qonto")]
    public async Task A_key_that_no_header_can_carry_is_named_before_anybody_is_called(string vendor)
    {
        await using var api = await ScriptedApi.StartAsync(_ => (200, "{}"));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => NewProvider(vendor, api).TestAsync(Access(api) with { ApiKey = "a:b\r\nX: y" }, Cancel));

        Assert.Equal(ProviderFault.NotConfigured, failure.Fault);
        Assert.DoesNotContain("X: y", failure.Message, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    private static IInvoiceProvider NewProvider(string vendor, ScriptedApi api) =>
        vendor == "qonto" ? new QontoProvider(api.Http, TimeProvider.System) : new PennylaneProvider(api.Http, TimeProvider.System);

    private static ProviderAccess Access(ScriptedApi api) => new(Guid.Empty, Key, new Dictionary<string, string> { ["baseUrl"] = api.Address });

    /// <summary>The bill in the shape of either vendor, or Qonto's attachment.</summary>
    private static string BillAt(string link, HttpRequest request) => request.Path.StartsWithSegments("/attachments", StringComparison.Ordinal)
        ? $$"""{"attachment": {"id": "a1", "file_name": "a.pdf", "url": "{{link}}"} }"""
        : $$"""{"id": 42, "updated_at": "2026-03-01T00:00:00Z", "attachment_id": "a1", "public_file_url": "{{link}}"}""";
}
