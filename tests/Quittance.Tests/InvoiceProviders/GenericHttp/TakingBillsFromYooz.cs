using Quittance.Connectors.InvoiceProviders.GenericHttp;
using Quittance.Domain.Intake;
using Quittance.Simulator;

namespace Quittance.Tests.InvoiceProviders.GenericHttp;

public sealed class TakingBillsFromYooz : GenericHttpContract
{
    private protected override InvoiceProviderProfile Profile => GenericHttpProfile.Yooz;

    private protected override Provider Kind => Provider.Yooz;

    [Fact]
    public async Task A_connection_with_nothing_but_a_key_is_not_asked_and_says_what_is_missing()
    {
        var settings = Settings();
        settings.Remove(GenericHttpProfile.BaseUrl);
        var access = new ProviderAccess(ConnectionId, "some-key", settings);

        Assert.False(NewProvider().CanPoll(access));
        var failure = await FailureAsync(() => NewProvider().TestAsync(access, Cancel));

        Assert.Equal(ProviderFault.NotConfigured, failure.Fault);
        Assert.Contains("baseUrl", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_with_nothing_but_a_key_takes_webhooks()
    {
        await AddBillAsync("F-1");
        var settings = Settings();
        settings.Remove(GenericHttpProfile.BaseUrl);

        var delivery = Assert.Single(await DeliverAsync("F-1"));
        var verdict = Sender.Verify(delivery, new ProviderAccess(ConnectionId, "some-key", settings), ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], TimeProvider.System.GetUtcNow());

        Assert.IsType<WebhookVerdict.Accepted>(verdict);
        Assert.Equal(IdOf("F-1"), Assert.Single(Sender.Read(delivery.Body).Bills).ExternalId);
    }
}
