using System.Text;
using Quittance.Connectors.AccountingSystems.Xero;
using Quittance.Connectors.Http;
using Quittance.Counterparts.Xero;

namespace Quittance.Connectors.Tests.AccountingSystems.Xero;

/// <summary>Xero's calls.</summary>
public sealed class HearingFromXero : IDisposable
{
    private const string Tenant = "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f";

    private readonly ProviderHttp _http = new(AllowedNetworks.None, TimeProvider.System);
    private readonly XeroSystem _xero;

    public HearingFromXero() => _xero = new XeroSystem(XeroOptions.Public with { WebhookKey = FakeXero.WebhookKey }, _http, TimeProvider.System);

    public void Dispose() => _http.Dispose();

    [Fact]
    public void A_signed_call_is_genuine_and_names_each_organisation_once()
    {
        var (body, signature) = FakeXero.Webhook(
            FakeXero.WebhookKey, (Tenant, "INVOICE", "1"), (Tenant.ToUpperInvariant(), "CONTACT", "2"), ("00000000-0000-0000-0000-000000000007", "INVOICE", "3"));

        Assert.True(_xero.IsGenuine(body, HeaderOf(signature)));
        Assert.Equal([Tenant, "00000000-0000-0000-0000-000000000007"], _xero.CompaniesIn(body));
    }

    [Fact]
    public void The_intent_to_receive_is_genuine_or_not_and_names_nobody()
    {
        var (body, signature) = FakeXero.Webhook(FakeXero.WebhookKey);
        var (_, forged) = FakeXero.Webhook("another key");

        Assert.True(_xero.IsGenuine(body, HeaderOf(signature)));
        Assert.False(_xero.IsGenuine(body, HeaderOf(forged)));
        Assert.Empty(_xero.CompaniesIn(body));
    }

    [Fact]
    public void A_signature_that_is_none_is_not_genuine()
    {
        var (body, signature) = FakeXero.Webhook(FakeXero.WebhookKey, (Tenant, "INVOICE", "1"));
        byte[] longer = [.. body, (byte)' '];

        Assert.False(_xero.IsGenuine(longer, HeaderOf(signature)));
        Assert.All([null, "", "=", "not base64", signature[..^4], $"{signature}{signature}", signature + new string('A', 100_000)], wrong => Assert.False(_xero.IsGenuine(body, HeaderOf(wrong))));
    }

    [Fact]
    public void Without_a_key_nothing_is_genuine()
    {
        var (body, signature) = FakeXero.Webhook("");

        Assert.False(new XeroSystem(XeroOptions.Public, _http, TimeProvider.System).IsGenuine(body, HeaderOf(signature)));
        Assert.False(new XeroSystem(XeroOptions.Public with { WebhookKey = "" }, _http, TimeProvider.System).IsGenuine(body, HeaderOf(signature)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"events\":7}")]
    [InlineData("{\"events\":[7]}")]
    [InlineData("{\"events\":[{\"tenantId\":[]}]}")]
    [InlineData("{\"events\":[{\"tenantId\":\"../..\"}]}")]
    [InlineData("{\"events\":[{\"tenantId\":\"c2cc9b6e-9458-4c7d-93cc-f02b81b0594f\",\"tenantType\":\"APPLICATION\"}]}")]
    public void A_body_of_any_kind_names_nobody(string body) => Assert.Empty(_xero.CompaniesIn(Encoding.UTF8.GetBytes(body)));

    private static Func<string, string?> HeaderOf(string? signature) => name => name == "x-xero-signature" ? signature : null;
}
