using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.GenericHttp;
using Quittance.Domain.Intake;
using Quittance.Simulator.Webhooks;

namespace Quittance.Tests.InvoiceProviders.GenericHttp;

/// <summary>The generic HTTP feed under either of its names.</summary>
public abstract class GenericHttpContract : CallingProviderContract
{
    private protected abstract InvoiceProviderProfile Profile { get; }

    private protected override string ListPath => "/invoices";

    private protected override string FetchPath => "/document";

    private protected override string UnknownId => "inv_0000000000000000";

    [Fact]
    public async Task A_deleted_bill_is_told_as_gone()
    {
        await AddBillAsync("F-1");
        var place = new Place();
        var before = (await RunAsync(place)).Single();

        Account.Bills(Kind).Delete(IdOf("F-1"));
        var news = Assert.Single((await RunAsync(place)).Except([before]));

        Assert.True(news.IsGone);
        Assert.Equal(before.ExternalId, news.ExternalId);
        Assert.Equal(ProviderFault.NotFound, (await FailureAsync(() => FetchAsync(news.ExternalId))).Fault);
    }

    [Theory]
    [InlineData("created", "insert")]
    [InlineData("updated", "update")]
    [InlineData("deleted", "delete")]
    public async Task A_webhook_and_the_list_give_one_change_one_version(string what, string operation)
    {
        await AddBillAsync("F-1");
        if (operation != "insert")
        {
            await RunAsync();
            _ = operation == "update" ? Account.Bills(Kind).Update(IdOf("F-1"), null) : Account.Bills(Kind).Delete(IdOf("F-1"));
        }

        var news = Sender.Read(Assert.Single(await DeliverAsync("F-1", order => order with { Type = $"invoice.{what}" })).Body);

        Assert.Equal($"invoice.{what}", news.Event);
        Assert.Equal(Assert.Single(await RunAsync()), Assert.Single(news.Bills));
    }

    /// <summary>The body alone is signed by default, so time says nothing; such a call is known again by its key.</summary>
    public override async Task A_delivery_that_was_signed_long_ago_or_ahead_is_refused(string flaw)
    {
        await AddBillAsync("F-1");

        var delivery = Assert.Single(await DeliverAsync("F-1", order => order with { Signature = Enum.Parse<SignatureFlaw>(flaw) }));

        Assert.IsType<WebhookVerdict.Accepted>(Verify(delivery));
    }

    private protected override IInvoiceProvider NewProvider(ProviderHttp http) => new GenericHttpProvider(Profile, http, TimeProvider.System);

    private protected override ProviderAccess AccessWith(string key) => new(ConnectionId, key, Settings());

    private protected Dictionary<string, string> Settings() =>
        new(Profile.WithDefaults(new Dictionary<string, string> { [GenericHttpProfile.BaseUrl] = Simulator[Kind].BaseUrl }), StringComparer.Ordinal);
}
