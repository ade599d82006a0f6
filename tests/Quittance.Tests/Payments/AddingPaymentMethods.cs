using System.Text;
using static Quittance.Tests.Payments.PaymentMethodSteps;

namespace Quittance.Tests.Payments;

public sealed class AddingPaymentMethods(TestServer server)
{
    [Fact]
    public async Task A_bank_account_is_shown_as_the_contract_has_it()
    {
        var (tenant, business) = await OpenAsync();

        var made = await tenant.AddMethodAsync(business, Bank());

        Assert.Equal(
            ("bankAccount", "Main", "JPMorgan Chase", Routing, Number, "CHECKING", "VERIFIED"),
            (made.Text("type"), made.Text("accountName"), made.Text("bankName"), made.Text("routingNumber"), made.Text("accountNumber"), made.Text("accountType"), made.Text("status")));
        Assert.Equal((true, true, false, true), (Is(made, "isDefaultSource"), Is(made, "isDefaultDestination"), Is(made, "frozen"), Is(made, "confirmedByEntity")));
        Assert.Equal("USD", made.At("supportedCurrencies")[0].GetString());
        Assert.Matches("^pm_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$", made.Text("id"));
        Assert.Equal(made.Body, (await tenant.GetAsync($"{MethodsOf(business)}/{made.Text("id")}")).Ok().Body);
        Assert.Equal($"[{made.Body}]", (await tenant.GetAsync($"{MethodsOf(business)}s")).Ok().Body);
    }

    [Theory]
    [InlineData("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606", "EUR")]
    [InlineData("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", "GBP,EUR")]
    public async Task An_IBAN_stands_for_both_numbers(string iban, string bare, string currencies)
    {
        var (tenant, business) = await OpenAsync();

        var made = await tenant.AddMethodAsync(business, new { type = "bankAccount", accountName = "Compte", bankName = "La Banque", accountNumber = iban });

        Assert.Equal((bare, "", "La Banque", "UNKNOWN"), (made.Text("accountNumber"), made.Text("routingNumber"), made.Text("bankName"), made.Text("accountType")));
        Assert.Equal(currencies, string.Join(',', made.At("supportedCurrencies").EnumerateArray().Select(code => code.GetString())));
    }

    [Theory]
    [InlineData("12345678", "99988767623")]
    [InlineData("66554433", "55934059697648")]
    public async Task Numbers_of_the_published_examples_are_taken(string routing, string number)
    {
        var (tenant, business) = await OpenAsync();

        var made = await tenant.AddMethodAsync(business, new { type = "bankAccount", routingNumber = routing, accountNumber = number, accountType = "CHECKING" });

        Assert.Equal((routing, number, ""), (made.Text("routingNumber"), made.Text("accountNumber"), made.Text("bankName")));
    }

    [Fact]
    public async Task An_account_that_somebody_else_has_entered_is_new_until_its_entity_confirms_it()
    {
        var (tenant, business) = await OpenAsync();

        var made = await tenant.AddMethodAsync(
            business, new { type = "bankAccount", routingNumber = Routing, accountNumber = Number, accountType = "CHECKING", confirmedByEntity = false });
        var confirmed = (await tenant.PutAsync($"{MethodsOf(business)}/{made.Text("id")}", new { type = "bankAccount", confirmedByEntity = true })).Ok();

        Assert.Equal((false, "NEW"), (Is(made, "confirmedByEntity"), made.Text("status")));
        Assert.Equal((true, "VERIFIED"), (Is(confirmed, "confirmedByEntity"), confirmed.Text("status")));
    }

    [Fact]
    public async Task An_account_of_which_only_Plaid_knows_the_numbers_cannot_be_added()
    {
        var (tenant, business) = await OpenAsync();

        var answer = await tenant.PostAsync(
            MethodsOf(business), new { type = "bankAccount", routingNumber = "", accountNumber = "7623", accountType = "CHECKING", plaid = new { publicToken = "public-1", accountId = "account-1" } });

        Assert.Contains(" plaid: ", answer.Is(400).Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_has_its_own_fields()
    {
        var (tenant, business) = await OpenAsync();

        var card = await tenant.AddMethodAsync(business, Card());
        var check = await tenant.AddMethodAsync(business, Check());
        var wallet = await tenant.AddMethodAsync(business, new { type = "wallet" });
        var off = await tenant.AddMethodAsync(business, new { type = "offPlatform", metadata = new { why = "cash" }, externalAccountingSystemId = "A-1" });
        var utility = await tenant.AddMethodAsync(business, new { type = "utility", utilityId = "power-and-light" });

        Assert.Equal(
            ("credit", "AmericanExpress", "0005", "12", "2030"),
            (card.Text("cardType"), card.Text("cardBrand"), card.Text("lastFour"), card.Text("expMonth"), card.Text("expYear")));
        Assert.Equal(
            ("Paid SAS", "1 Main St", "Albany", "NY", "12207", "US"),
            (check.Text("payToTheOrderOf"), check.Text("addressLine1"), check.Text("city"), check.Text("stateOrProvince"), check.Text("postalCode"), check.Text("country")));
        Assert.Equal((0, "USD"), (wallet.At("availableBalance.amount").GetDecimal(), wallet.Text("pendingBalance.currency")));
        Assert.Equal(("cash", "A-1"), (off.Text("metadata.why"), off.Text("externalAccountingSystemId")));
        Assert.Equal("power-and-light", utility.Text("utilityId"));
        Assert.All(new[] { card, check, wallet, off, utility }, made => Assert.False(Is(made, "isDefaultSource") || Is(made, "isDefaultDestination")));
    }

    [Fact]
    public async Task The_processors_token_of_a_card_is_nowhere()
    {
        var (tenant, business) = await OpenAsync();

        var made = (await tenant.PostAsync(MethodsOf(business), Card(), key: "card")).Ok();

        await using var command = server.Owner.CreateCommand(
            """
            select string_agg(m::text, '') || (select string_agg(a::text, '') from audit_entries a where a.organization_id = $1)
                || (select string_agg(e::text, '') from events e where e.organization_id = $1)
            from payment_methods m where m.organization_id = $1
            """);
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        var stored = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains("0005", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("tok_secret", stored + made.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_account_again_is_the_one_that_is_there_however_many_ask_at_once()
    {
        var (tenant, business) = await OpenAsync();

        var accounts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => tenant.PostAsync(MethodsOf(business), Bank())));
        var wallets = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => tenant.PostAsync(MethodsOf(business), new { type = "wallet" })));
        var offs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => tenant.PostAsync(MethodsOf(business), new { type = "offPlatform" })));

        foreach (var answers in new[] { accounts, wallets, offs })
        {
            Assert.Single(answers.Select(answer => answer.Ok().Text("id")).Distinct());
        }

        Assert.Equal(3, (await tenant.GetAsync($"{MethodsOf(business)}s")).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task A_new_default_takes_the_place_of_the_one_before_on_each_side_by_itself()
    {
        var (tenant, business) = await OpenAsync();

        var first = (await tenant.AddMethodAsync(business, Bank("11111"))).Text("id");
        var second = (await tenant.AddMethodAsync(business, Bank("22222", defaultSource: true))).Text("id");
        var check = (await tenant.PostAsync(MethodsOf(business), new
        {
            type = "check",
            payToTheOrderOf = "A",
            addressLine1 = "1",
            city = "B",
            stateOrProvince = "NY",
            postalCode = "1",
            country = "US",
            defaultDestination = true,
        })).Ok().Text("id");

        var listed = (await tenant.GetAsync($"{MethodsOf(business)}s")).Ok().Json.EnumerateArray().ToList();
        Assert.Equal([second], listed.Where(method => method.GetProperty("isDefaultSource").GetBoolean()).Select(method => method.GetProperty("id").GetString()));
        Assert.Equal([check], listed.Where(method => method.GetProperty("isDefaultDestination").GetBoolean()).Select(method => method.GetProperty("id").GetString()));
        Assert.Equal(first, listed[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":"cash"}""", "type")]
    [InlineData("""{"type":"bankAccount","routingNumber":"021000022","accountNumber":"12345","accountType":"CHECKING"}""", "routingNumber")]
    [InlineData("""{"type":"bankAccount","routingNumber":"021000021","accountNumber":"12","accountType":"CHECKING"}""", "accountNumber")]
    [InlineData("""{"type":"bankAccount","routingNumber":"021000021","accountNumber":"12345","accountType":"checking"}""", "accountType")]
    [InlineData("""{"type":"bankAccount","routingNumber":"021000021","accountNumber":"12345"}""", "accountType")]
    [InlineData("""{"type":"bankAccount","accountNumber":"FR1420041010050500013M02607"}""", "accountNumber")]
    [InlineData("""{"type":"bankAccount","routingNumber":"021000021","accountNumber":"12345","accountType":"CHECKING","checkOptions":{}}""", "checkOptions.signatoryName")]
    [InlineData("""{"type":"bankAccount","routingNumber":"021000021","accountNumber":"12345","accountType":"CHECKING","checkOptions":{"signatoryName":"A","initialCheckNumber":0}}""", "checkOptions.initialCheckNumber")]
    [InlineData("""{"type":"card","cardType":"credit","cardBrand":"Visa","lastFour":"4242424242424242","expMonth":"1","expYear":"30"}""", "lastFour")]
    [InlineData("""{"type":"card","cardType":"credit","cardBrand":"Visa","lastFour":"4242","expMonth":"13","expYear":"30"}""", "expMonth")]
    [InlineData("""{"type":"card","cardType":"credit","cardBrand":"visa","lastFour":"4242","expMonth":"1","expYear":"30"}""", "cardBrand")]
    [InlineData("""{"type":"check","payToTheOrderOf":"A","addressLine1":"1","city":"B","stateOrProvince":"NY","postalCode":"1"}""", "country")]
    [InlineData("""{"type":"check","payToTheOrderOf":"A","addressLine1":"1","city":"B","stateOrProvince":"NY","postalCode":"1","country":"us"}""", "country")]
    [InlineData("""{"type":"check","payToTheOrderOf":"A","addressLine1":"1","city":"B","stateOrProvince":"NY","postalCode":"1","country":"US","defaultSource":true}""", "defaultSource")]
    [InlineData("""{"type":"card","cardType":"credit","cardBrand":"Visa","lastFour":"4242","expMonth":"1","expYear":"30","defaultDestination":true}""", "defaultDestination")]
    [InlineData("""{"type":"utility"}""", "utilityId")]
    [InlineData("""{"type":"custom"}""", "schemaId")]
    [InlineData("""{"type":"wallet","metadata":{"":"x"}}""", "metadata")]
    [InlineData("""{"type":"wallet","metadata":{"a":null}}""", "metadata")]
    public async Task A_method_that_cannot_be_is_refused_by_the_name_of_what_is_wrong(string body, string field)
    {
        var (tenant, business) = await OpenAsync();

        var refused = (await tenant.PostAsync(MethodsOf(business), new StringContent(body, Encoding.UTF8, "application/json"))).Is(400);

        Assert.Equal("BadRequest", refused.Text("errorName"));
        Assert.Contains($" {field}: ", refused.Text("content"), StringComparison.Ordinal);
        Assert.Equal(0, (await tenant.GetAsync($"{MethodsOf(business)}s")).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task Lists_are_narrowed_to_types_and_a_type_that_is_none_is_refused()
    {
        var (tenant, business) = await OpenAsync();
        await tenant.AddMethodAsync(business, Bank());
        await tenant.AddMethodAsync(business, Check());
        await tenant.AddMethodAsync(business, new { type = "wallet" });
        async Task<IReadOnlyList<string>> Types(string query) =>
            [.. (await tenant.GetAsync($"{MethodsOf(business)}s?{query}")).Ok().Json.EnumerateArray().Select(method => method.GetProperty("type").GetString()!)];

        Assert.Equal(["check"], await Types("type=check"));
        Assert.Equal(["bankAccount", "wallet"], await Types("type=wallet&type=bankAccount"));
        Assert.Empty(await Types("type=bnpl"));
        Assert.Equal(3, (await Types("type=")).Count);
        (await tenant.GetAsync($"{MethodsOf(business)}s?type=cash")).Is(400);
    }

    [Fact]
    public async Task A_key_adds_once()
    {
        var (tenant, business) = await OpenAsync();

        var first = (await tenant.PostAsync(MethodsOf(business), Check(), key: "k")).Ok();
        var again = (await tenant.PostAsync(MethodsOf(business), Check(), key: "k")).Ok();

        Assert.Equal(first.Body, again.Body);
        Assert.Equal(1, (await tenant.GetAsync($"{MethodsOf(business)}s")).Ok().Json.GetArrayLength());
        (await tenant.PostAsync(MethodsOf(business), Card(), key: "k")).Is(409);
    }

    private async Task<(Tenant Tenant, string Business)> OpenAsync()
    {
        var tenant = await server.NewTenantAsync();
        return (tenant, await tenant.BusinessAsync());
    }

    private static bool Is(Answer answer, string path) => answer.At(path).GetBoolean();
}
