using System.Text.Json.Nodes;
using Quittance.Counterparts;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

/// <summary>The counterpart is ours, and so might share our mistakes. A published client and Intuit's own schema do not.</summary>
public sealed class HoldingTheCounterpartHonest : QuickBooksTests
{
    private const string Client = "quickbooks";

    [Fact]
    public async Task The_published_client_keeps_books_in_it()
    {
        Assert.SkipUnless(NodeClient.IsInstalled(Client), "The npm packages of tests/clients/quickbooks are not installed.");
        var (access, refresh) = Fake.Identity.NewTokens(Realm.RealmId);

        var output = await NodeClient.RunAsync(
            Client,
            "keeping-books.mjs",
            [
                Fake.Address.AbsoluteUri.TrimEnd('/'), Realm.RealmId, Fake.Identity.ClientId, Fake.Identity.ClientSecret, access, refresh,
                Realm.BankAccountId, Realm.ExpenseAccountId, Realm.StandardTaxId!,
            ],
            Cancel);

        Assert.Equal("kept", output.Trim());
        Assert.Empty(QuickBooksSchema.FaultsIn(Fake, Realm));
    }

    [Theory]
    [InlineData("""{"Lien":[]}""", "Bill has no Lien")]
    [InlineData("""{"TxnDate":"tomorrow"}""", "TxnDate")]
    [InlineData("""{"GlobalTaxCalculation":"TaxIncluded"}""", "GlobalTaxCalculation")]
    [InlineData("""{"Line":[{"Amount":"many"}]}""", "Amount")]
    [InlineData("""{"Line":[{"DetailType":"AccountBasedExpenseLineDetail","AccountBasedExpenseLineDetail":{"AccountRef":{"id":"7"}}}]}""", "AccountRef has no id")]
    public void The_schema_finds_what_is_wrong(string bill, string fault) =>
        Assert.Contains(QuickBooksSchema.Faults("Bill", (JsonObject)JsonNode.Parse(bill)!), found => found.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public async Task A_call_that_does_not_say_that_it_reads_JSON_is_answered_in_XML()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {Access.AccessToken}");

        var answer = await http.GetStringAsync(new Uri(Fake.Address, $"/v3/company/{Realm.RealmId}/preferences"), Cancel);

        Assert.StartsWith("<", answer, StringComparison.Ordinal);
    }
}
