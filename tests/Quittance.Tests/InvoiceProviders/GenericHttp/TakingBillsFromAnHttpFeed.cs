using Quittance.Connectors.InvoiceProviders.GenericHttp;
using Quittance.Domain.Intake;
using Quittance.Simulator;
using Quittance.Simulator.Webhooks;

namespace Quittance.Tests.InvoiceProviders.GenericHttp;

public sealed class TakingBillsFromAnHttpFeed : GenericHttpContract
{
    private string? _scheme;

    private protected override InvoiceProviderProfile Profile => GenericHttpProfile.Http;

    private protected override Provider Kind => Provider.Http;

    private protected override ProviderAccess Access => _scheme is null
        ? base.Access
        : base.Access with { Settings = new Dictionary<string, string>(base.Access.Settings) { [GenericHttpProfile.WebhookScheme] = _scheme } };

    [Theory]
    [InlineData("body-hex", nameof(SignatureScheme.BodyHex))]
    [InlineData("body-base64", nameof(SignatureScheme.BodyBase64))]
    [InlineData("timestamped", nameof(SignatureScheme.Timestamped))]
    [InlineData("standard", nameof(SignatureScheme.Standard))]
    public async Task A_connection_chooses_how_webhooks_are_signed(string scheme, string signedAs)
    {
        _scheme = scheme;
        await AddBillAsync("F-1");
        foreach (var other in Enum.GetValues<SignatureScheme>())
        {
            var target = Account.Targets.All().Single();
            Account.Targets.Put(target with { Scheme = other });

            var delivery = Assert.Single(await DeliverAsync("F-1"));

            Assert.Equal(other == Enum.Parse<SignatureScheme>(signedAs), Verify(delivery) is WebhookVerdict.Accepted);
        }
    }

    [Fact]
    public async Task A_key_goes_bare_into_a_header_of_its_own()
    {
        Account.Settings = Account.Settings with { AuthHeader = "X-Api-Key" };
        await AddBillAsync("F-1");

        var refused = await FailureAsync(() => RunAsync());
        var settings = new Dictionary<string, string>(Settings()) { [GenericHttpProfile.AuthHeader] = "X-Api-Key" };
        var page = await NewProvider().ListAsync(Access with { Settings = settings }, new ProviderPlace(null, IsContinuation: false), Cancel);

        Assert.Equal(ProviderFault.CredentialsRefused, refused.Fault);
        Assert.Single(page.Bills);
    }

    [Theory]
    [InlineData(GenericHttpProfile.AuthHeader, "Host")]
    [InlineData(GenericHttpProfile.AuthHeader, "transfer-encoding")]
    [InlineData(GenericHttpProfile.AuthHeader, "Content-Length")]
    [InlineData(GenericHttpProfile.AuthHeader, "X Y")]
    [InlineData(GenericHttpProfile.AuthHeader, "X-Key:\r\nHost")]
    [InlineData(GenericHttpProfile.AuthHeader, "")]
    [InlineData(GenericHttpProfile.ListPath, "invoices")]
    [InlineData(GenericHttpProfile.ListPath, "@example.com/invoices")]
    [InlineData(GenericHttpProfile.ListPath, ".example.com/invoices")]
    [InlineData(GenericHttpProfile.BaseUrl, "ftp://example.com")]
    [InlineData(GenericHttpProfile.BaseUrl, "example")]
    public async Task Settings_that_make_no_request_are_named(string setting, string value)
    {
        var settings = new Dictionary<string, string>(Settings()) { [setting] = value };

        var failure = await FailureAsync(() => NewProvider().TestAsync(Access with { Settings = settings }, Cancel));

        Assert.Equal(ProviderFault.NotConfigured, failure.Fault);
        Assert.Empty(Account.Requests.All());
    }

    [Theory]
    [InlineData("/document")]
    [InlineData("{id}")]
    public async Task A_document_path_without_a_place_for_the_id_is_named(string path)
    {
        var settings = new Dictionary<string, string>(Settings()) { [GenericHttpProfile.DocumentPath] = path };

        var failure = await FailureAsync(() => NewProvider().FetchAsync(Access with { Settings = settings }, UnknownId, Cancel));

        Assert.Equal(ProviderFault.NotConfigured, failure.Fault);
    }

    [Fact]
    public async Task A_key_that_no_header_can_carry_is_not_sent()
    {
        var failure = await FailureAsync(() => NewProvider().TestAsync(Access with { ApiKey = "one\r\nX-Other: two" }, Cancel));

        Assert.Equal(ProviderFault.NotConfigured, failure.Fault);
        Assert.DoesNotContain("X-Other", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_steps_back_by_ten_minutes_and_its_pages_do_not()
    {
        await AddBillsAsync(ManyBills);
        var place = new Place();
        await RunAsync(place);
        Account.Clock.Advance(TimeSpan.FromMinutes(30));
        await AddBillAsync("F-1");

        await RunAsync(place);
        await RunAsync(place);

        var asked = Account.Requests.All().TakeLast(2).Select(request => request.Query).ToList();
        var newest = Account.Bills(Kind).All()[^1].UpdatedAt;
        Assert.DoesNotContain("cursor", asked[1], StringComparison.Ordinal);
        Assert.Contains($"updated_after={Uri.EscapeDataString(GenericHttpPlace.Iso(newest - TimeSpan.FromMinutes(10)))}&", asked[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("x y z")]
    [InlineData("- - - + ")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public async Task A_watermark_of_another_hand_is_survived(string watermark)
    {
        await AddBillAsync("F-1");

        foreach (var isContinuation in new[] { true, false })
        {
            var page = await ListAsync(new ProviderPlace(watermark, isContinuation));

            Assert.False(page.HasMore);
        }
    }
}
