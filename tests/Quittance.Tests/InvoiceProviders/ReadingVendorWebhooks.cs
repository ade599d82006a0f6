using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Pennylane;
using Quittance.Connectors.InvoiceProviders.Qonto;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders;

public sealed class ReadingVendorWebhooks : IDisposable
{
    private const string PennylaneReceived = """
        {"id": 987654, "event": "supplier_invoice.e_invoicing_received", "retry_count": 0, "created": 1657875952369,
         "data": {"context": {"company_id": "abc-123", "firm_id": "firm-456"}, "object": {"id": 789, "created_at": "2026-06-01T10:30:00Z", "credit_note": false}}}
        """;

    private const string QontoUpdated = """
        {"id": "123e4567-e89b-12d3-a456-426614174000", "subscription_id": "123e4567-e89b-12d3-a456-426614174001", "organization_id": "123e4567-e89b-12d3-a456-426614174002",
         "membership_id": "123e4567-e89b-12d3-a456-426614174003", "type": "v1/supplier-invoices", "created_at": "2026-01-27T22:05:07.000Z",
         "data": {"id": "4d5418bb-bd0d-4df4-865c-c07afab8bb48", "status": "to_review", "updated_at": "2026-01-27T23:05:06.5+01:00"}}
        """;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_704_110_400);

    private static readonly ProviderAccess Access = new(Guid.Empty, null, new Dictionary<string, string>());

    private readonly ProviderHttp _http = new(AllowedNetworks.None, TimeProvider.System);

    [Fact]
    public void An_invoice_that_Pennylane_received_is_told()
    {
        var news = PennylaneNews.Read(Bytes(PennylaneReceived));

        Assert.Equal("supplier_invoice.e_invoicing_received", news.Event);
        Assert.Equal(new AnnouncedBill("789", "delivery 987654"), Assert.Single(news.Bills));
        Assert.False(news.IsHint);
    }

    [Theory]
    [InlineData("dms_file.created")]
    [InlineData("customer_invoice.e_invoicing_status_updated")]
    [InlineData("")]
    public void What_is_not_about_supplier_invoices_is_ignored_with_a_reason(string name) =>
        Assert.NotNull(PennylaneNews.Read(Bytes(PennylaneReceived.Replace("supplier_invoice.e_invoicing_received", name, StringComparison.Ordinal))).Ignored);

    [Theory]
    [InlineData("supplier_invoice.e_invoicing_received", "supplier_invoice.paid")]
    [InlineData("\"id\": 789,", "")]
    public void An_event_that_says_too_little_is_a_reason_to_look(string from, string to) =>
        Assert.True(PennylaneNews.Read(Bytes(PennylaneReceived.Replace(from, to, StringComparison.Ordinal))).IsHint);

    [Fact]
    public void A_retry_of_Pennylane_is_the_same_delivery_although_its_body_is_another()
    {
        var first = Accepted(Pennylane(), "X-Pennylane-Signature", PennylaneReceived);
        var retry = Accepted(Pennylane(), "X-Pennylane-Signature", PennylaneReceived.Replace("\"retry_count\": 0", "\"retry_count\": 1", StringComparison.Ordinal));
        var other = Accepted(Pennylane(), "X-Pennylane-Signature", PennylaneReceived.Replace("987654", "987655", StringComparison.Ordinal));

        Assert.Equal(first, retry);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void An_invoice_that_changed_at_Qonto_is_told_with_the_version_that_polling_gives()
    {
        var news = QontoNews.Read(Bytes(QontoUpdated));

        Assert.Equal(new AnnouncedBill("4d5418bb-bd0d-4df4-865c-c07afab8bb48", "2026-01-27T22:05:06.500Z"), Assert.Single(news.Bills));
    }

    [Theory]
    [InlineData("v1/supplier-invoices", "v1/transactions")]
    [InlineData("to_review", "paid")]
    [InlineData("to_review", "scheduled")]
    public void What_asks_for_nothing_is_ignored_with_a_reason(string from, string to) =>
        Assert.NotNull(QontoNews.Read(Bytes(QontoUpdated.Replace(from, to, StringComparison.Ordinal))).Ignored);

    [Theory]
    [InlineData("to_review", "discarded")]
    [InlineData("\"type\"", "\"event\": \"supplier_invoices.deleted\", \"type\"")]
    public void A_document_that_is_no_invoice_any_more_is_gone(string from, string to) =>
        Assert.True(Assert.Single(QontoNews.Read(Bytes(QontoUpdated.Replace(from, to, StringComparison.Ordinal))).Bills).IsGone);

    [Theory]
    [InlineData("\"data\": {", "\"other\": {")]
    [InlineData("\"id\": \"4d5418bb-bd0d-4df4-865c-c07afab8bb48\",", "")]
    [InlineData("\"2026-01-27T23:05:06.5+01:00\"", "[]")]
    public void An_event_of_Qonto_that_says_too_little_is_a_reason_to_look(string from, string to) =>
        Assert.True(QontoNews.Read(Bytes(QontoUpdated.Replace(from, to, StringComparison.Ordinal))).IsHint);

    [Fact]
    public void The_vector_that_Qonto_publishes_verifies()
    {
        var webhook = Signed("X-Qonto-Signature", "t=1704110400,v1=56aff06dc227db80d6568a5070f912c601c31f20451745d257cbc0b5dfa93805", """{"test":"data"}""");

        Assert.IsType<WebhookVerdict.Accepted>(Qonto().Verify(webhook, Access, ["test-secret"], Now));
        Assert.Equal(new WebhookVerdict.Rejected(WebhookFault.OutsideTolerance), Qonto().Verify(webhook, Access, ["test-secret"], Now.AddSeconds(301)));
        Assert.Equal(new WebhookVerdict.Rejected(WebhookFault.WrongSignature), Qonto().Verify(webhook, Access, ["the-api-key"], Now));
        Assert.Equal(new WebhookVerdict.Rejected(WebhookFault.NoSignature), Pennylane().Verify(webhook, Access, ["test-secret"], Now));
    }

    [Fact]
    public void No_refusal_but_that_of_a_deleted_connection_ends_a_subscription()
    {
        foreach (var fault in Enum.GetValues<WebhookFault>().Where(fault => fault != WebhookFault.ConnectionDeleted))
        {
            Assert.Equal((400, 400), (Pennylane().StatusOf(fault), Qonto().StatusOf(fault)));
        }

        Assert.Equal((410, 410), (Pennylane().StatusOf(WebhookFault.ConnectionDeleted), Qonto().StatusOf(WebhookFault.ConnectionDeleted)));
    }

    [Fact]
    public void No_bytes_make_reading_fail()
    {
        foreach (var hostile in HostileJson.Of(PennylaneReceived).Concat(HostileJson.Of(QontoUpdated)).Select(Bytes))
        {
            Assert.All(new[] { PennylaneNews.Read(hostile), QontoNews.Read(hostile) }, IsSound);
        }

        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            IsSound(PennylaneNews.Read(bytes));
            IsSound(QontoNews.Read(bytes));
        }).QuickCheckThrowOnFailure();
    }

    public void Dispose() => _http.Dispose();

    private static void IsSound(WebhookNews news)
    {
        Assert.True(news.Event is null or { Length: <= AnnouncedBill.TextMax });
        Assert.All(news.Bills, bill => Assert.True(bill.ExternalId.Length is > 0 and <= AnnouncedBill.TextMax && bill.Version.Length is > 0 and <= AnnouncedBill.TextMax));
        Assert.True(news.IsHint || news.Ignored is not null || news.Bills.Count > 0);
    }

    private static string Accepted(IWebhookSender provider, string header, string body)
    {
        var signed = new TimestampedSignature(header).Sign("", Bytes(body), ["secret"], Now);
        return Convert.ToHexString(Assert.IsType<WebhookVerdict.Accepted>(provider.Verify(Signed(header, signed[header], body), Access, ["secret"], Now)).DedupeKey.Span);
    }

    private static InboundWebhook Signed(string header, string signature, string body) =>
        new(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [header] = signature }, Bytes(body));

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private PennylaneProvider Pennylane() => new(_http, TimeProvider.System);

    private QontoProvider Qonto() => new(_http, TimeProvider.System);
}
