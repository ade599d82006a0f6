using System.Security.Cryptography;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Afnor;
using Quittance.Simulator.Faults;

namespace Quittance.Tests.InvoiceProviders.Afnor;

public sealed class TellingAPlatformOfAStatus(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly SimulatedPlatform _platform = new(fixture.Simulator);

    [Theory]
    [InlineData(BillStatus.InHand, "204")]
    [InlineData(BillStatus.Approved, "205")]
    [InlineData(BillStatus.Disputed, "207")]
    [InlineData(BillStatus.Refused, "210")]
    [InlineData(BillStatus.Paid, "211")]
    public async Task A_buyer_s_status_is_taken(BillStatus status, string code)
    {
        var report = Reports.Of(status);

        var sent = await SendAsync(report);

        var flow = Assert.Single(_platform.Account.Flows.All());
        Assert.Equal("Ok", flow.Acknowledgement.Status);
        Assert.Equal(new LifecycleStatus(code, report.ReasonCode, report.Reason, "F202500003", "20250701", "100000009"), flow.Status);
        Assert.Equal(flow.FlowId, sent.ExternalId);
        Assert.Equal(flow.File.ToArray(), sent.File.ToArray());
        Assert.Equal("application/xml", flow.MediaType);
        Assert.Equal($"{report.Id}", flow.Info.TrackingId);
        Assert.Equal("CDAR", flow.Info.FlowSyntax);
        Assert.Equal("NotApplicable", flow.Info.ProcessingRule);
        Assert.Equal($"CDV-{code}_{report.Id:n}.xml", flow.Info.Name);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sent.File.Span)), flow.Info.Sha256);
    }

    [Fact]
    public async Task Receiving_is_sent_where_asked_for_and_a_platform_that_sets_it_itself_says_so()
    {
        var report = Reports.Of(BillStatus.Received);

        await SendAsync(report);

        var flow = Assert.Single(_platform.Account.Flows.All());
        Assert.Equal("202", flow.Status!.Code);
        var refused = await Assert.ThrowsAsync<ProviderException>(() => SendAsync(report));
        Assert.Equal(ProviderFault.Rejected, refused.Fault);
        Assert.Contains("InvoiceLCStatusError", refused.Message, StringComparison.Ordinal);
        Assert.Single(_platform.Account.Flows.All());
    }

    [Fact]
    public async Task Every_reason_of_a_refusal_and_of_a_dispute_is_taken()
    {
        foreach (var (status, codes) in new[] { (BillStatus.Refused, BillStatusReasons.OfRefusal), (BillStatus.Disputed, BillStatusReasons.OfDispute) })
        {
            foreach (var code in codes)
            {
                await SendAsync(Reports.Of(status, code));
            }
        }

        var flows = _platform.Account.Flows.All();
        Assert.All(flows, flow => Assert.Equal("Ok", flow.Acknowledgement.Status));
        Assert.Equal(BillStatusReasons.OfRefusal.Concat(BillStatusReasons.OfDispute), flows.Select(flow => flow.Status!.Reason));
    }

    [Fact]
    public async Task The_same_report_twice_is_told_once()
    {
        var report = Reports.Of(BillStatus.Approved);

        var first = await SendAsync(report);
        var second = await SendAsync(report);

        Assert.Single(_platform.Account.Flows.All());
        Assert.Equal(first.ExternalId, second.ExternalId);
        Assert.Equal(first.File.ToArray(), second.File.ToArray());
    }

    [Fact]
    public async Task Two_reports_of_one_status_are_two()
    {
        await SendAsync(Reports.Of(BillStatus.Paid));
        await SendAsync(Reports.Of(BillStatus.Paid));

        Assert.Equal(2, _platform.Account.Flows.All().Count(flow => flow.Acknowledgement.Status == "Ok"));
    }

    [Fact]
    public async Task A_report_whose_answer_was_lost_is_not_told_twice()
    {
        var report = Reports.Of(BillStatus.Paid);
        // The search goes well; the platform takes the message, and its answer is cut.
        _platform.Fail(FaultKind.Truncated, "/flows", fault => fault with { Method = "POST", Skip = 1 });
        Assert.Equal(ProviderFault.Unavailable, (await Assert.ThrowsAsync<ProviderException>(() => SendAsync(report))).Fault);

        var sent = await SendAsync(report);

        Assert.Equal(Assert.Single(_platform.Account.Flows.All()).FlowId, sent.ExternalId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_that_the_platform_still_holds_back_is_known_by_its_bytes(bool refusesTrackingIds)
    {
        _platform.Account.Settings = new AccountSettings { HeldBack = TimeSpan.FromMinutes(15), RefusesRepeatedTrackingIds = refusesTrackingIds };
        var report = Reports.Of(BillStatus.Refused);

        await SendAsync(report);
        await SendAsync(report);

        Assert.Equal(["Ok", "AlreadyExistingFlow"], _platform.Account.Flows.All().Select(flow => flow.Acknowledgement.Details?[0].ReasonCode ?? flow.Acknowledgement.Status));
        _platform.Account.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(_platform.Account.Flows.All()[0].FlowId, (await SendAsync(report)).ExternalId);
    }

    [Fact]
    public async Task A_message_that_waits_for_its_check_was_sent()
    {
        _platform.Account.Settings = new AccountSettings { Acknowledges = false };
        var report = Reports.Of(BillStatus.Approved);

        Assert.Equal((await SendAsync(report)).ExternalId, (await SendAsync(report)).ExternalId);
    }

    [Fact]
    public async Task A_message_that_the_platform_refuses_later_is_not_sent_again()
    {
        var report = Reports.Of(BillStatus.Approved);
        var sent = await SendAsync(report);
        _platform.Account.Flows.Acknowledge(sent.ExternalId, Acknowledgement.Error("InvoiceLCInvalidStatus", "It was refused before"));

        var refused = await Assert.ThrowsAsync<ProviderException>(() => SendAsync(report));

        Assert.Equal(ProviderFault.Rejected, refused.Fault);
        Assert.Equal("The platform refused the status: InvoiceLCInvalidStatus: It was refused before", refused.Message);
        Assert.Single(_platform.Account.Flows.All());
    }

    [Theory]
    [InlineData(400, ProviderFault.Rejected, "MISSING_REQUIRED_FIELD")]
    [InlineData(413, ProviderFault.Rejected, "FILE_SIZE_EXCEEDED")]
    [InlineData(422, ProviderFault.Rejected, "UNPROCESSABLE_ENTITY")]
    [InlineData(403, ProviderFault.Forbidden, "FORBIDDEN_ACCESS")]
    [InlineData(500, ProviderFault.Unavailable, "INTERNAL_ERROR")]
    public async Task A_refused_message_is_a_failure_in_the_platform_s_words(int status, ProviderFault fault, string code)
    {
        _platform.Fail(FaultKind.Error, "/flows", error => error with { Method = "POST", Skip = 1, Status = status });

        var failure = await Assert.ThrowsAsync<ProviderException>(() => SendAsync(Reports.Of(BillStatus.Approved)));

        Assert.Equal(fault, failure.Fault);
        Assert.Contains(code, failure.Message, StringComparison.Ordinal);
        Assert.Empty(_platform.Account.Flows.All());
    }

    [Fact]
    public async Task A_token_that_ended_on_the_way_is_replaced_and_the_message_arrives_whole()
    {
        await SendAsync(Reports.Of(BillStatus.InHand));
        _platform.Fail(FaultKind.Revoked, "/flows", fault => fault with { Method = "POST", Skip = 1 });

        await SendAsync(Reports.Of(BillStatus.Approved));

        Assert.Equal(["204", "205"], _platform.Account.Flows.All().Select(flow => flow.Status!.Code));
    }

    [Fact]
    public async Task What_cannot_be_told_is_not_tried()
    {
        await Assert.ThrowsAsync<ProviderException>(() => SendAsync(Reports.Of(BillStatus.Approved) with { SellerSiren = null }));

        Assert.Equal(0, _platform.Account.Requests.Count);
    }

    [Fact]
    public void Every_status_that_a_buyer_may_set_is_reported_unless_the_connection_says_otherwise()
    {
        Assert.Equal(
            Enum.GetValues<BillStatus>().Except([BillStatus.Received]),
            Enum.GetValues<BillStatus>().Where(status => _platform.Provider.Wants(_platform.Access, status)));
    }

    [Fact]
    public void A_connection_chooses_its_statuses()
    {
        var access = _platform.AccessWith((AfnorProfile.Statuses, "received, refused,paid"));

        Assert.Equal([BillStatus.Received, BillStatus.Refused, BillStatus.Paid], Enum.GetValues<BillStatus>().Where(status => _platform.Provider.Wants(access, status)));
        Assert.DoesNotContain(Enum.GetValues<BillStatus>(), status => _platform.Provider.Wants(_platform.AccessWith((AfnorProfile.Statuses, "")), status));
    }

    private Task<SentBillStatus> SendAsync(BillStatusReport report) => _platform.Provider.SendStatusAsync(_platform.Access, report, TestContext.Current.CancellationToken);
}
