using System.Text;
using System.Text.Json;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>The JSON of the flow service, swagger 1.1.0.</summary>
public sealed class ReadingFlows
{
    private static readonly Guid Report = Guid.Parse("01930000-0000-7000-8000-00000000abcd");

    private const string Bill =
        """
        {"submittedAt":"2026-11-20T10:00:00Z","updatedAt":"2026-11-21T09:00:00.5+01:00","flowId":"F-1","flowType":"SupplierInvoice","processingRule":"B2B",
         "processingRuleSource":"Computed","flowDirection":"In","flowSyntax":"CII","flowProfile":"CIUS","acknowledgement":{"status":"Ok"}}
        """;

    [Fact]
    public void A_received_bill_is_announced_by_its_flow_and_its_change()
    {
        var flow = Assert.Single(Page($$"""{"limit":100,"filters":{},"results":[{{Bill}}]}""").Flows);

        Assert.Equal(new AnnouncedBill("F-1", "2026-11-21T08:00:00.500Z"), flow.Bill);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 8, 0, 0, 500, TimeSpan.Zero), flow.UpdatedAt);
    }

    [Theory]
    [InlineData("\"flowType\":\"SupplierInvoice\"", "\"flowType\":\"SupplierInvoiceLC\"")]
    [InlineData("\"flowType\":\"SupplierInvoice\"", "\"flowType\":\"CustomerInvoice\"")]
    [InlineData("\"flowDirection\":\"In\"", "\"flowDirection\":\"Out\"")]
    [InlineData("\"status\":\"Ok\"", "\"status\":\"Pending\"")]
    [InlineData("\"status\":\"Ok\"", "\"status\":\"Error\"")]
    public void A_flow_that_is_no_bill_to_take_is_passed_over_but_counts_for_the_place(string from, string to)
    {
        var flow = Assert.Single(Page($$"""{"results":[{{Bill.Replace(from, to, StringComparison.Ordinal)}}]}""").Flows);

        Assert.Null(flow.Bill);
        Assert.NotNull(flow.UpdatedAt);
    }

    [Fact]
    public void What_a_platform_does_not_say_of_a_flow_it_was_asked_for_is_taken_as_asked() =>
        Assert.Equal("F-1", Assert.Single(Page("""{"results":[{"flowId":"F-1","updatedAt":"2026-11-21T08:00:00Z"}]}""").Flows).Bill?.ExternalId);

    [Theory]
    [InlineData("""{"limit":50,"results":[]}""", 50)]
    [InlineData("""{"limit":1000,"results":[]}""", 100)]
    [InlineData("""{"limit":0,"results":[]}""", 100)]
    [InlineData("""{"limit":-3,"results":[]}""", 100)]
    [InlineData("""{"results":[]}""", 100)]
    public void The_limit_is_the_platform_s_where_it_is_lower(string answer, int limit) => Assert.Equal(limit, Page(answer).Limit);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("""{"results":{}}""")]
    [InlineData("""{"results":[1]}""")]
    [InlineData("""{"results":[{"flowId":"F-1"}]}""")]
    [InlineData("""{"results":[{"updatedAt":"2026-11-21T08:00:00Z"}]}""")]
    [InlineData("""{"results":[{"flowId":"F-1","updatedAt":"yesterday"}]}""")]
    [InlineData("""{"results":[{"flowId":"..","updatedAt":"2026-11-21T08:00:00Z"}]}""")]
    [InlineData("""{"results":[{"flowId":"a\nb","updatedAt":"2026-11-21T08:00:00Z"}]}""")]
    [InlineData("""{"results":[{"flowId":{},"updatedAt":"2026-11-21T08:00:00Z"}]}""")]
    [InlineData("""{"results":[{"flowId":"F-1","updatedAt":"2026-11-21T08:00:00Z","acknowledgement":"Ok"}]}""")]
    public void An_answer_of_another_shape_is_a_bad_one(string answer) =>
        Assert.Equal(ProviderFault.BadAnswer, Assert.Throws<ProviderException>(() => Page(answer)).Fault);

    [Fact]
    public void An_id_or_a_list_without_end_is_a_bad_answer()
    {
        Assert.Throws<ProviderException>(() => Page($$"""{"results":[{"flowId":"{{new string('x', 201)}}","updatedAt":"2026-11-21T08:00:00Z"}]}"""));
        Assert.Throws<ProviderException>(() => Page($$"""{"results":[{{string.Join(',', Enumerable.Repeat(Bill, 1_001))}}]}"""));
    }

    [Fact]
    public void Bills_are_searched_for_by_type_direction_and_change()
    {
        var after = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.FromHours(1));

        Assert.Equal(
            """{"limit":100,"where":{"flowType":["SupplierInvoice"],"flowDirection":["In"],"updatedAfter":"2026-11-21T08:00:00.000Z"}}""",
            Encoding.UTF8.GetString(AfnorMapping.SearchForBills(after, AfnorMapping.PageSize)));
        Assert.Equal("""{"limit":1,"where":{"flowType":["SupplierInvoice"],"flowDirection":["In"]}}""", Encoding.UTF8.GetString(AfnorMapping.SearchForBills(null, 1)));
    }

    [Fact]
    public void A_message_is_described_with_our_id_and_its_digest()
    {
        var report = new BillStatusReport(Report, "F-1", BillStatus.Approved, null, null, null, DateTimeOffset.UnixEpoch);

        Assert.Equal(
            """{"trackingId":"01930000-0000-7000-8000-00000000abcd","name":"a.xml","processingRule":"NotApplicable","flowSyntax":"CDAR","flowType":"SupplierInvoiceLC","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}""",
            Encoding.UTF8.GetString(AfnorMapping.FlowInfo(report, "a.xml", "abc"u8)));
    }

    [Fact]
    public void A_message_of_ours_is_found_by_its_tracking_id_only()
    {
        Assert.Null(Receipt("""{"results":[]}"""));
        Assert.Null(Receipt("""{"results":[{"flowId":"F-9","trackingId":"another"},{"flowId":"F-8"}]}"""));
        Assert.Equal(new AfnorReceipt("F-9", null), Receipt($$$"""{"results":[{"flowId":"F-8","trackingId":"x"},{"flowId":"F-9","trackingId":"{{{Report}}}","acknowledgement":{"status":"Pending"}}]}"""));
    }

    [Fact]
    public void A_message_that_the_platform_refused_says_why() =>
        Assert.Equal(
            new AfnorReceipt("F-9", "InvoiceLCStatusError: status 202 is ours; Other"),
            Receipt($$$"""
                {"results":[{"flowId":"F-9","trackingId":"{{{Report}}}","acknowledgement":{"status":"Error","details":[
                  {"level":"Error","item":"MDT-105","reasonCode":"InvoiceLCStatusError","reasonMessage":"status 202\nis ours"},{"level":"Error","item":"x","reasonCode":"Other"}]}}]}
                """));

    [Fact]
    public void A_message_that_was_refused_as_a_repetition_was_told()
    {
        var repeated = $$$"""{"flowId":"F-9","trackingId":"{{{Report}}}","acknowledgement":{"status":"Error","details":[{"level":"Error","item":"","reasonCode":"AlreadyExistingFlow","reasonMessage":""}]}}""";
        var first = $$$"""{"flowId":"F-7","trackingId":"{{{Report}}}","acknowledgement":{"status":"Error","details":[{"level":"Error","item":"","reasonCode":"InvalidSchema","reasonMessage":""}]}}""";

        Assert.Equal(new AfnorReceipt("F-9", null), Receipt($$"""{"results":[{{repeated}}]}"""));
        Assert.Equal(new AfnorReceipt("F-9", null), Receipt($$"""{"results":[{{first}},{{repeated}}]}"""));
    }

    [Theory]
    [InlineData("""{"errorCode":"AlreadyExistingFlow"}""", null)]
    [InlineData("""{"errorCode":"AlreadyExistingFlow","flowId":"F-9"}""", "F-9")]
    [InlineData("""{"acknowledgement":{"status":"Error","details":[{"reasonCode":"AlreadyExistingFlow"}]}}""", null)]
    public void A_refused_repetition_is_known(string body, string? flowId)
    {
        Assert.True(AfnorMapping.SaysAlreadyThere(Encoding.UTF8.GetBytes(body), out var said));
        Assert.Equal(flowId, said);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AlreadyExistingFlow")]
    [InlineData("[]")]
    [InlineData("""{"errorCode":"UNPROCESSABLE_ENTITY","errorMessage":"AlreadyExistingFlow"}""")]
    [InlineData("""{"errorCode":7,"acknowledgement":[]}""")]
    public void Any_other_refusal_is_none(string body) => Assert.False(AfnorMapping.SaysAlreadyThere(Encoding.UTF8.GetBytes(body), out _));

    [Theory]
    [InlineData("""{"errorCode":"MISSING_REQUIRED_FIELD","errorMessage":"Invalid\r\nrequest"}""", "MISSING_REQUIRED_FIELD: Invalid  request")]
    [InlineData("""{"errorCode":"FORBIDDEN_ACCESS","errorMessage":null}""", "FORBIDDEN_ACCESS")]
    [InlineData("""{"error":"invalid_client","error_description":"unknown"}""", "invalid_client: unknown")]
    [InlineData("""{"errorCode":{}}""", null)]
    [InlineData("<html>", null)]
    [InlineData("", null)]
    public void A_platform_s_own_words_are_told_on_one_line(string body, string? words) =>
        Assert.Equal(words, AfnorMapping.ErrorWords(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_platform_s_endless_words_are_cut() =>
        Assert.Equal(300, AfnorMapping.ErrorWords(Encoding.UTF8.GetBytes($$"""{"errorCode":"{{new string('x', 9_000)}}"}"""))!.Length);

    private static AfnorPage Page(string json) => AfnorMapping.ReadPage(JsonDocument.Parse(json).RootElement);

    private static AfnorReceipt? Receipt(string json) => AfnorMapping.ReadReceipt(JsonDocument.Parse(json).RootElement, Report);
}
