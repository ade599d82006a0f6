using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Afnor;
using Quittance.Simulator.Bills;

namespace Quittance.Tests.Simulating;

public sealed class ServingTheFlowService : IAsyncLifetime
{
    private static readonly string[] Incoming = ["In"];
    private static readonly string[] Outgoing = ["Out"];
    private static readonly string[] Invoices = ["SupplierInvoice"];

    private RunningSimulator _simulator = null!;
    private Account _account = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await RunningSimulator.StartAsync();
        _account = _simulator.Accounts.New();
        _token = await _simulator.TokenAsync(_account);
    }

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task Paging_by_the_last_updatedAt_finds_every_flow_once()
    {
        var ids = Enumerable.Range(1, 7).Select(number => Add($"F{number}").Id).ToList();

        var seen = new List<string>();
        var after = "2000-01-01T00:00:00Z";
        while (true)
        {
            var page = await SearchAsync(new { updatedAfter = after, flowType = Invoices }, 3);
            if (page.Json.GetProperty("results").GetArrayLength() == 0)
            {
                break;
            }

            seen.AddRange(page.Each("results", "flowId"));
            after = page.Each("results", "updatedAt")[^1];
        }

        Assert.Equal(ids, seen);
    }

    [Fact]
    public async Task A_search_needs_a_criterion_and_keeps_the_limits()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await SearchAsync(new { })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SearchAsync(new { flowDirection = Incoming }, 101)).Status);
        Assert.Equal("MISSING_REQUIRED_FIELD", (await SearchAsync(new { updatedAfter = "soon" })).Json.GetProperty("errorCode").GetString());
        Assert.Equal(25, (await SearchAsync(new { flowDirection = Incoming }, null)).Json.GetProperty("limit").GetInt32());
    }

    [Fact]
    public async Task What_is_held_back_is_found_when_it_is_old_enough()
    {
        _account.Settings = _account.Settings with { HeldBack = TimeSpan.FromMinutes(15) };
        Add("F1");

        Assert.Empty((await SearchAsync(new { flowDirection = Incoming })).Each("results", "flowId"));
        _account.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Single((await SearchAsync(new { flowDirection = Incoming })).Each("results", "flowId"));
    }

    [Fact]
    public async Task A_flow_comes_as_metadata_original_and_readable()
    {
        var bill = _account.Add(Provider.Afnor, new BillTemplate { Syntax = DocumentSyntax.Cii });

        var metadata = (await GetAsync(bill.Id)).Json;
        var original = await GetAsync($"{bill.Id}?docType=Original");
        var readable = await GetAsync($"{bill.Id}?docType=ReadableView");

        Assert.Equal(
            ("SupplierInvoice", "In", "CII", "Ok"),
            (Word(metadata, "flowType"), Word(metadata, "flowDirection"), Word(metadata, "flowSyntax"), Word(metadata.GetProperty("acknowledgement"), "status")));
        Assert.Equal(bill.File.Bytes.ToArray(), original.Bytes);
        Assert.StartsWith("%PDF-1.4", readable.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"{bill.Id}?docType=Converted")).Status);
        Assert.Equal("MISSING_RESOURCE", (await GetAsync("nothing")).Json.GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task A_refusal_with_a_reason_is_acknowledged_and_read()
    {
        var answer = await SubmitAsync(Lifecycle("210", "TX_TVA_ERR"), trackingId: "mine-1");

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        var flow = Assert.Single(_account.Flows.All());
        Assert.Equal(flow.FlowId, answer.Json.GetProperty("flowId").GetString());
        Assert.Equal(("210", "TX_TVA_ERR", "F-7", "100000009"), (flow.Status!.Code, flow.Status.Reason, flow.Status.InvoiceNumber, flow.Status.SellerSiren));
        var found = (await SearchAsync(new { trackingId = "mine-1" })).Json.GetProperty("results")[0];
        Assert.Equal(("SupplierInvoiceLC", "Out", "Ok"), (Word(found, "flowType"), Word(found, "flowDirection"), Word(found.GetProperty("acknowledgement"), "status")));
    }

    [Theory]
    [InlineData("210", null, "InvoiceLCRuleError")]
    [InlineData("210", "BECAUSE", "InvoiceLCRuleError")]
    [InlineData("212", null, "InvoiceLCStatusError")]
    [InlineData(null, null, "InvoiceLCStatusError")]
    public async Task A_status_that_a_buyer_may_not_send_is_an_error(string? code, string? reason, string expected)
    {
        await SubmitAsync(Lifecycle(code, reason));

        Assert.Equal(expected, ReasonOf(Assert.Single(_account.Flows.All())));
    }

    [Fact]
    public async Task The_same_file_again_is_an_AlreadyExistingFlow_and_a_wrong_sum_a_ChecksumMismatch()
    {
        await SubmitAsync(Lifecycle("205", null), sha256: Convert.ToHexStringLower(SHA256.HashData(Lifecycle("205", null))));
        await SubmitAsync(Lifecycle("205", null));
        await SubmitAsync(Lifecycle("204", null), sha256: new string('0', 64));
        await SubmitAsync([]);

        Assert.Equal([null, "AlreadyExistingFlow", "ChecksumMismatch", "EmptyFlow"], _account.Flows.All().Select(ReasonOf));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "AlreadyExistingFlow")]
    public async Task A_tracking_id_may_be_used_twice_unless_the_platform_is_strict(bool isStrict, string? expected)
    {
        _account.Settings = _account.Settings with { RefusesRepeatedTrackingIds = isStrict };

        await SubmitAsync(Lifecycle("204", null), trackingId: "mine");
        await SubmitAsync(Lifecycle("205", null), trackingId: "mine");

        Assert.Equal(expected, ReasonOf(_account.Flows.All()[^1]));
    }

    [Fact]
    public async Task A_late_acknowledgement_moves_the_flow_to_the_end()
    {
        _account.Settings = _account.Settings with { Acknowledges = false };
        var flowId = (await SubmitAsync(Lifecycle("205", null))).Json.GetProperty("flowId").GetString()!;
        var before = (await GetAsync(flowId)).Json;

        _account.Flows.Acknowledge(flowId, Acknowledgement.Error("VirusFound", "Not today"));

        Assert.Equal("Pending", Word(before.GetProperty("acknowledgement"), "status"));
        var found = await SearchAsync(new { updatedAfter = Word(before, "updatedAt"), flowDirection = Outgoing, ackStatus = "Error" });
        Assert.Equal([flowId], found.Each("results", "flowId"));
    }

    [Fact]
    public async Task A_submission_without_its_parts_is_400()
    {
        using var form = new MultipartFormDataContent { { new StringContent("{}"), "flowInfo" } };

        Assert.Equal(HttpStatusCode.BadRequest, (await _simulator.AskAsync("/flow-service/v1/flows", _token, form)).Status);
    }

    [Fact]
    public async Task Tokens_run_out_end_with_their_credentials_and_cannot_be_made_up()
    {
        Assert.Equal(HttpStatusCode.OK, (await SearchAsync(new { flowDirection = Incoming })).Status);

        _account.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SearchAsync(new { flowDirection = Incoming })).Status);

        _token = await _simulator.TokenAsync(_account);
        _simulator.Accounts.Replace(_account, _account.NewCredentials());
        Assert.Equal(HttpStatusCode.Unauthorized, (await SearchAsync(new { flowDirection = Incoming })).Status);

        _token = (await _simulator.TokenAsync(_account)).Replace(_account.Id, AccountBook.DefaultId, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SearchAsync(new { flowDirection = Incoming })).Status);
    }

    [Fact]
    public async Task The_token_endpoint_takes_a_Basic_header_too_and_refuses_strangers()
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = form };
        var pair = $"{_account.Credentials.ClientId}:{_account.Credentials.ClientSecret}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

        var granted = await SimulatorAnswer.ReadAsync(await _simulator.Http.SendAsync(request, TestContext.Current.CancellationToken));
        using var wrong = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", _account.Credentials.ClientId), new("client_secret", "no")]);
        var refused = await _simulator.AskAsync("/token", body: wrong);

        Assert.Equal(3600, granted.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (refused.Status, Word(refused.Json, "error")));
    }

    [Fact]
    public async Task The_health_check_needs_no_token() => Assert.Equal(HttpStatusCode.OK, (await _simulator.AskAsync("/flow-service/v1/healthcheck")).Status);

    private static string? Word(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string? ReasonOf(FlowSentIn flow) => flow.Acknowledgement.Details?[0].ReasonCode;

    // The parts of a CDAR D22B message that a platform looks at.
    private static byte[] Lifecycle(string? code, string? reason) => Encoding.UTF8.GetBytes($"""
        <rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100"
            xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
          <rsm:AcknowledgementDocument>
            <ram:ReferenceReferencedDocument>
              <ram:IssuerAssignedID>F-7</ram:IssuerAssignedID>
              {(code is null ? "" : $"<ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>")}
              <ram:IssuerTradeParty><ram:GlobalID schemeID="0002">100000009</ram:GlobalID></ram:IssuerTradeParty>
              {(reason is null ? "" : $"<ram:SpecifiedDocumentStatus><ram:ReasonCode>{reason}</ram:ReasonCode></ram:SpecifiedDocumentStatus>")}
            </ram:ReferenceReferencedDocument>
          </rsm:AcknowledgementDocument>
        </rsm:CrossDomainAcknowledgementAndResponse>
        """);

    private Bill Add(string number) => _account.Add(Provider.Afnor, new BillTemplate { Number = number });

    private Task<SimulatorAnswer> GetAsync(string flow) => _simulator.AskAsync($"/flow-service/v1/flows/{flow}", _token);

    private Task<SimulatorAnswer> SearchAsync(object where, int? limit = 25) => _simulator.AskAsync("/flow-service/v1/flows/search", _token, new { limit, where });

    private async Task<SimulatorAnswer> SubmitAsync(byte[] file, string? trackingId = null, string? sha256 = null)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { trackingId, name = "status.xml", flowSyntax = "CDAR", sha256 }), Encoding.UTF8, "application/json"), "flowInfo" },
            { new ByteArrayContent(file), "file", "status.xml" },
        };
        return await _simulator.AskAsync("/flow-service/v1/flows", _token, form);
    }
}
