using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>The webhook of the flow service: <c>WebhookCallbackContent</c> of swagger 1.1.0, section 5.6 of XP Z12-013.</summary>
public sealed class HearingFromAPlatform
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private const string Flow = """{"flowId":"F-1","updatedAt":"2026-11-21T08:00:00Z","flowType":"SupplierInvoice","flowDirection":"In","acknowledgement":{"status":"Ok"}}""";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private static readonly AfnorProvider Provider = new(new ProviderHttp(AllowedNetworks.None, TimeProvider.System), TimeProvider.System);

    [Theory]
    [InlineData("""{"flowInfo":%}""")]
    [InlineData("""{"flowInfo":[%]}""")]
    [InlineData("""[{"flowInfo":%}]""")]
    [InlineData("%")]
    public void A_new_bill_is_announced_as_the_list_would(string shape)
    {
        var news = Read(shape.Replace("%", Flow, StringComparison.Ordinal));

        Assert.Equal([new AnnouncedBill("F-1", "2026-11-21T08:00:00.000Z")], news.Bills);
        Assert.Equal("SupplierInvoice", news.Event);
        Assert.False(news.IsHint);
        Assert.Null(news.Ignored);
    }

    [Fact]
    public void Of_several_flows_the_bills_are_announced()
    {
        var status = Flow.Replace("\"SupplierInvoice\"", "\"CustomerInvoiceLC\"", StringComparison.Ordinal);

        Assert.Equal(["F-1", "F-2"], Read($"""[{Flow},{status},{Flow.Replace("F-1", "F-2", StringComparison.Ordinal)}]""").Bills.Select(bill => bill.ExternalId));
    }

    [Theory]
    [InlineData("\"SupplierInvoice\"", "\"CustomerInvoiceLC\"")]
    [InlineData("\"In\"", "\"Out\"")]
    [InlineData("\"Ok\"", "\"Pending\"")]
    [InlineData("\"Ok\"", "\"Error\"")]
    public void A_flow_that_is_no_bill_to_take_needs_nothing_done(string from, string to)
    {
        var news = Read($$"""{"flowInfo":{{Flow.Replace(from, to, StringComparison.Ordinal)}}}""");

        Assert.NotNull(news.Ignored);
        Assert.Empty(news.Bills);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"flowInfo":{}}""")]
    [InlineData("""{"flowInfo":{"flowId":"F-1"}}""")]
    [InlineData("""{"flowInfo":{"flowId":"..","updatedAt":"2026-11-21T08:00:00Z"}}""")]
    [InlineData("""{"event":"something else"}""")]
    public void A_signed_call_that_names_no_bill_is_a_reason_to_ask(string body)
    {
        var news = Read(body);

        Assert.True(news.IsHint);
        Assert.Empty(news.Bills);
    }

    [Fact]
    public void No_bytes_make_reading_throw() =>
        Prop.ForAll<byte[]>(bytes => Provider.Read(bytes) is not null).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("standard", null)]
    [InlineData("timestamped", null)]
    [InlineData("body-hex", null)]
    [InlineData("body-base64", null)]
    [InlineData("body-hex", "X-PA-Signature")]
    [InlineData(null, null)]
    public void The_signature_is_of_the_scheme_that_the_connection_names(string? name, string? header)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"flowInfo":{{Flow}}}""");
        var scheme = WebhookScheme.Of(name ?? "standard", header ?? WebhookScheme.DefaultHeader)!;
        var access = Access(("webhookScheme", name), ("webhookHeader", header));
        var webhook = new InboundWebhook(new Dictionary<string, string>(scheme.Sign("msg_1", body, [Secret], Now), StringComparer.OrdinalIgnoreCase), body);

        Assert.IsType<WebhookVerdict.Accepted>(Provider.Verify(webhook, access, [Secret], Now));
        Assert.IsType<WebhookVerdict.Rejected>(Provider.Verify(webhook with { Body = Encoding.UTF8.GetBytes("{}") }, access, [Secret], Now));
    }

    [Fact]
    public void A_signature_of_another_scheme_is_none()
    {
        var body = Encoding.UTF8.GetBytes("{}");
        var webhook = new InboundWebhook(new Dictionary<string, string>(WebhookScheme.Of("body-hex")!.Sign("msg_1", body, [Secret], Now), StringComparer.OrdinalIgnoreCase), body);

        Assert.Equal(new WebhookVerdict.Rejected(WebhookFault.NoSignature), Provider.Verify(webhook, Access(), [Secret], Now));
    }

    [Fact]
    public void A_wrong_signature_is_answered_401_and_a_deleted_connection_410()
    {
        Assert.All(Enum.GetValues<WebhookFault>().Except([WebhookFault.ConnectionDeleted]), fault => Assert.Equal(401, Provider.StatusOf(fault)));
        Assert.Equal(410, Provider.StatusOf(WebhookFault.ConnectionDeleted));
    }

    private static WebhookNews Read(string body) => Provider.Read(Encoding.UTF8.GetBytes(body));

    private static ProviderAccess Access(params (string Name, string? Value)[] settings) =>
        new(Guid.Empty, null, settings.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Name, setting => setting.Value!));
}
