using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quittance.Domain.Intake;
using Quittance.Simulator.Webhooks;
using Quittance.Tests.Simulating;

namespace Quittance.Tests.InvoiceProviders;

/// <summary>What every provider promises that sends webhooks, held against what the simulator really sends.</summary>
public abstract class CallingProviderContract : CalledProviderContract
{
    /// <summary>Fits every scheme: Standard Webhooks wants base64 behind the prefix, the others take any text.</summary>
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private const string OtherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private WebhookReceiver _receiver = null!;

    /// <summary>How the connection is set to have its webhooks signed.</summary>
    private protected virtual (SignatureScheme Scheme, string Header) Signing => WebhookTarget.UsualOf(Kind);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _receiver = await WebhookReceiver.StartAsync();
        Account.Targets.Put(new WebhookTarget("hook", Kind, _receiver.Url, Secret, Signing.Scheme, Signing.Header) { IsAutomatic = false });
    }

    public override async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_delivery_is_the_providers_own_and_names_the_bill()
    {
        await AddBillAsync("F-1");
        await SettleAsync();

        var delivery = Assert.Single(await DeliverAsync("F-1"));
        var news = Sender.Read(delivery.Body);

        Assert.IsType<WebhookVerdict.Accepted>(Verify(delivery));
        Assert.Null(news.Ignored);
        var bill = Assert.Single(news.Bills);
        Assert.Equal(Assert.Single((await RunAsync()).Distinct()).ExternalId, bill.ExternalId);
        Assert.InRange(bill.Version.Length, 1, AnnouncedBill.TextMax);
        Assert.NotEmpty((await FetchAsync(bill.ExternalId)).Content.ToArray());
    }

    [Fact]
    public async Task A_delivery_signed_with_the_secret_before_is_the_providers_own()
    {
        await AddBillAsync("F-1");

        var delivery = Assert.Single(await DeliverAsync("F-1"));

        Assert.IsType<WebhookVerdict.Accepted>(Verify(delivery, OtherSecret, Secret));
    }

    [Fact]
    public async Task A_delivery_that_comes_twice_is_known_again_and_another_is_not()
    {
        await AddBillAsync("F-1");
        await AddBillAsync("F-2");

        var twice = (await DeliverAsync("F-1", order => order with { Count = 2 })).Select(KeyOf).ToList();
        var other = KeyOf(Assert.Single(await DeliverAsync("F-2")));

        Assert.Equal(2, twice.Count);
        Assert.Equal(twice[0], twice[1]);
        Assert.NotEqual(twice[0], other);
    }

    [Theory]
    [InlineData(nameof(SignatureFlaw.WrongSecret), WebhookFault.WrongSignature)]
    [InlineData(nameof(SignatureFlaw.ChangedBody), WebhookFault.WrongSignature)]
    [InlineData(nameof(SignatureFlaw.Missing), WebhookFault.NoSignature)]
    public async Task A_delivery_that_is_not_the_providers_own_is_refused(string flaw, WebhookFault fault)
    {
        await AddBillAsync("F-1");

        var delivery = Assert.Single(await DeliverAsync("F-1", order => order with { Signature = Enum.Parse<SignatureFlaw>(flaw) }));

        Assert.Equal(new WebhookVerdict.Rejected(fault), Verify(delivery));
    }

    [Fact]
    public async Task A_header_that_is_no_signature_is_refused()
    {
        await AddBillAsync("F-1");

        var delivery = Assert.Single(await DeliverAsync("F-1", order => order with { Signature = SignatureFlaw.Garbage }));

        Assert.IsType<WebhookVerdict.Rejected>(Verify(delivery));
    }

    [Fact]
    public async Task A_delivery_to_a_connection_without_a_secret_is_refused()
    {
        await AddBillAsync("F-1");

        var delivery = Assert.Single(await DeliverAsync("F-1"));

        Assert.Equal(new WebhookVerdict.Rejected(WebhookFault.NoSecret), Sender.Verify(delivery, Access, [], Now));
    }

    /// <remarks>Schemes that sign no time override this.</remarks>
    [Theory]
    [InlineData(nameof(SignatureFlaw.Stale))]
    [InlineData(nameof(SignatureFlaw.Future))]
    public virtual async Task A_delivery_that_was_signed_long_ago_or_ahead_is_refused(string flaw)
    {
        await AddBillAsync("F-1");

        var delivery = Assert.Single(await DeliverAsync("F-1", order => order with { Signature = Enum.Parse<SignatureFlaw>(flaw) }));

        Assert.Equal(new WebhookVerdict.Rejected(WebhookFault.OutsideTolerance), Verify(delivery));
    }

    [Fact]
    public void Every_refusal_has_a_status_that_says_so() =>
        Assert.All(Enum.GetValues<WebhookFault>(), fault => Assert.InRange(Sender.StatusOf(fault), 400, 499));

    [Fact]
    public void Reading_never_throws_on_any_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), body => Sender.Read(body) is not null).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Reading_never_throws_on_a_delivery_with_any_byte_changed()
    {
        await AddBillAsync("F-1");
        var body = Assert.Single(await DeliverAsync("F-1")).Body.ToArray();

        var change = from place in Gen.Choose(0, body.Length - 1) from length in Gen.Choose(0, 20) from value in Gen.Elements("\"{}[],:0-9e\0\\null\ud800ÿ".ToCharArray()) select (place, length, value);
        Prop.ForAll(change.ToArbitrary(), at =>
        {
            var changed = body[..at.place].Append((byte)at.value).Concat(body[Math.Min(at.place + at.length, body.Length)..]).ToArray();
            var news = Sender.Read(changed);
            return news.Event is null or { Length: <= AnnouncedBill.TextMax }
                && news.Bills.All(bill => bill.ExternalId.Length is > 0 and <= AnnouncedBill.TextMax && bill.Version.Length is > 0 and <= AnnouncedBill.TextMax);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"type\":{},\"event\":[],\"id\":1e999,\"data\":null,\"invoice\":3,\"flowInfo\":\"x\"}")]
    public void What_says_nothing_is_ignored_with_a_reason(string body)
    {
        var news = Sender.Read(Encoding.UTF8.GetBytes(body));

        Assert.Empty(news.Bills);
        Assert.False(string.IsNullOrWhiteSpace(news.Ignored) && !news.IsHint);
    }

    private protected IWebhookSender Sender => (IWebhookSender)NewProvider();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private protected WebhookVerdict Verify(InboundWebhook webhook, params string[] secrets) =>
        Sender.Verify(webhook, Access with { ApiKey = null }, secrets.Length == 0 ? [Secret] : secrets, Now);

    /// <summary>Has the simulator send an event about a bill, and gives what came.</summary>
    private protected async Task<IReadOnlyList<InboundWebhook>> DeliverAsync(string number, Func<DeliveryOrder, DeliveryOrder>? with = null)
    {
        var order = new DeliveryOrder { Provider = Kind, Bills = [IdOf(number)] };
        await Simulator.Webhooks.RunAsync(Account, with?.Invoke(order) ?? order, Cancel);
        var received = _receiver.Received.Select(webhook => new InboundWebhook(webhook.Headers, webhook.Body)).ToList();
        _receiver.Received.Clear();
        return received;
    }

    private string KeyOf(InboundWebhook webhook) => Convert.ToHexString(Assert.IsType<WebhookVerdict.Accepted>(Verify(webhook)).DedupeKey.Span);
}
