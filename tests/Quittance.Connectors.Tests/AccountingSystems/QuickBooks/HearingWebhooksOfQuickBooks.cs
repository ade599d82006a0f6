using System.Text;
using Quittance.Connectors.AccountingSystems.QuickBooks;
using Quittance.Counterparts.QuickBooks;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

public sealed class HearingWebhooksOfQuickBooks : QuickBooksTests
{
    private static readonly (string, string, string)[] Changes = [("310687", "Bill", "1"), ("310687", "Vendor", "2"), ("9130357", "Bill", "3")];

    public static TheoryData<bool> BothForms => [true, false];

    [Theory]
    [MemberData(nameof(BothForms))]
    public void A_genuine_call_of_either_form_names_its_companies_once(bool isCloudEvents)
    {
        var call = NewCall(isCloudEvents, QuickBooksBooks.VerifierToken);

        Assert.True(System.IsGenuine(call.Body, Header(call.Signature)));
        Assert.Equal(["310687", "9130357"], System.CompaniesIn(call.Body));
    }

    [Theory]
    [MemberData(nameof(BothForms))]
    public void A_forged_call_is_not_genuine(bool isCloudEvents)
    {
        var call = NewCall(isCloudEvents, QuickBooksBooks.VerifierToken);
        var changed = call.Body.ToArray();
        changed[^3] ^= 1;

        Assert.False(System.IsGenuine(changed, Header(call.Signature)));
        Assert.False(System.IsGenuine(call.Body, Header(NewCall(isCloudEvents, "another-token").Signature)));
        Assert.False(Books.SystemWith(Books.Options with { WebhookVerifierToken = null }).IsGenuine(call.Body, Header(NewCall(isCloudEvents, "").Signature)));
        Assert.False(Books.SystemWith(Books.Options with { WebhookVerifierToken = "" }).IsGenuine(call.Body, Header(NewCall(isCloudEvents, "").Signature)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("no base64 at all!")]
    public void A_call_without_a_whole_signature_is_not_genuine(string? signature)
    {
        Assert.False(System.IsGenuine(NewCall(true, QuickBooksBooks.VerifierToken).Body, Header(signature)));
        Assert.False(System.IsGenuine(NewCall(true, QuickBooksBooks.VerifierToken).Body, Header(new string('A', 10_000))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("{}")]
    [InlineData("""{"eventNotifications":7}""")]
    [InlineData("""{"eventNotifications":[{"realmId":{}}]}""")]
    [InlineData("""[{"intuitaccountid":null}]""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[{\"intuitaccountid\":\"\\ud800\"}]")]
    public void Bytes_that_are_no_call_name_nobody(string body) => Assert.Empty(System.CompaniesIn(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Bytes_that_are_no_text_and_endless_nesting_name_nobody()
    {
        Assert.Empty(System.CompaniesIn(new byte[] { 0xC0, 0xFF, 0x00 }));
        Assert.Empty(System.CompaniesIn(Encoding.UTF8.GetBytes(new string('[', 100_000))));
    }

    [Fact]
    public void A_single_cloud_event_names_its_company() =>
        Assert.Equal(["310687"], System.CompaniesIn("""{"specversion":"1.0","intuitaccountid":"310687","intuitentityid":"1"}"""u8.ToArray()));

    [Fact]
    public async Task A_call_arrives_as_it_was_signed()
    {
        var call = NewCall(true, QuickBooksBooks.VerifierToken);

        await call.SendAsync(new Uri(Fake.Address, "/hook"), Cancel);

        Assert.True(System.IsGenuine(Encoding.UTF8.GetBytes(Fake.Requests[^1].Body), Header(call.Signature)));
    }

    private static QuickBooksWebhook NewCall(bool isCloudEvents, string token) =>
        isCloudEvents ? QuickBooksWebhook.CloudEvents(token, DateTimeOffset.UnixEpoch, Changes) : QuickBooksWebhook.Notifications(token, DateTimeOffset.UnixEpoch, Changes);

    private static Func<string, string?> Header(string? signature) => name => name == QuickBooksWebhooks.SignatureHeader ? signature : null;
}
