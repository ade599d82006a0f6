using Quittance.Tests.Network;

namespace Quittance.Tests.Intake;

/// <summary>By which numbers a bill that comes in finds its supplier.</summary>
public sealed class RecognisingSuppliers(TestServer server)
{
    /// <summary>Ours, as business registers have them; theirs, as bills have them.</summary>
    [Theory]
    [InlineData("siret", "73282932000074", null, "73282932000074", null, "siret")]
    [InlineData("siret", "44306184100047", null, "443 061 841 00047", null, "siret")]
    [InlineData("siret", "55208131766522", "552081317", null, "FR03552081317", "siren")]
    [InlineData("siret", "66204244900014", null, "66204244900022", null, "siren")]
    [InlineData("siren", "801017476", null, "80101747600020", null, "siren")]
    [InlineData("siren", "100000009", "100000009", null, null, "siren")]
    [InlineData("siren", "632012100", null, null, "FR10632012100", "vat")]
    [InlineData("vat", "FR14652014051", "652014051", null, null, "siren")]
    [InlineData("vat", "FR81775670417", null, null, "FR 81 775670417", "vat")]
    [InlineData("siret", "35600000000048", null, "35600000000048", "FR39356000000", "siret")]
    [InlineData("siret", "35600000009075", null, "35600000009075", "FR39356000000", "siret")]
    [InlineData("siret", "35600000049837", null, "35600000049838", null, "siren")]
    [InlineData("vat", "FR53000004605", null, null, "FR53000004605", "vat")]
    [InlineData("vat", "FRK7399859412", null, null, "FRK7399859412", "vat")]
    [InlineData("vat", "FR4Z123456782", "123456782", null, null, "siren")]
    [InlineData("vat", "DE136695976", null, null, "DE136695976", "vat")]
    public async Task A_supplier_is_recognised_by_any_of_its_numbers(string field, string number, string? siren, string? siret, string? vat, string rule)
    {
        var (tenant, payer) = await PayerAsync();
        var supplier = await tenant.BusinessAsync("Supplier", new Dictionary<string, string> { [field] = number });
        await tenant.ConnectAsync(payer, supplier);

        var bill = await tenant.DeliverAsync(payer, new WrittenBill { Siren = siren, Siret = siret, Vat = vat });

        Assert.Equal(("linked", rule, IntakeSteps.Bare(supplier)), (bill.Said("state"), bill.Said("matched_by"), bill.Said("supplier_id")));
    }

    [Theory]
    [InlineData("siren", "732829320", "443061841", null, null)]
    [InlineData("vat", "FR53000004605", null, null, "FR53000004613")]
    [InlineData("vat", "FR53000004605", "000004605", null, null)]
    [InlineData("siren", "732829320", "000000000", "00000000000000", null)]
    [InlineData("siren", "732829320", "7.3282932E8", null, null)]
    [InlineData("siren", "732829320", null, null, null)]
    public async Task Who_shares_no_number_is_not_meant_even_by_name(string field, string number, string? siren, string? siret, string? vat)
    {
        var (tenant, payer) = await PayerAsync();
        await tenant.ConnectAsync(payer, await tenant.BusinessAsync("Domo-Elec", new Dictionary<string, string> { [field] = number }));

        var bill = await tenant.DeliverAsync(payer, new WrittenBill { SellerName = "Domo-Elec", Siren = siren, Siret = siret, Vat = vat });

        Assert.Equal("ticket_unmatched", bill.Said("state"));
        Assert.Empty(bill.GetProperty("candidates").EnumerateArray());
    }

    [Fact]
    public async Task A_number_that_fails_its_check_digit_is_no_reason_to_refuse_a_bill()
    {
        var (tenant, payer) = await PayerAsync();

        var bill = await tenant.DeliverAsync(payer, new WrittenBill { Siret = "12345678900011", Vat = "FR84323140391" });

        Assert.Equal(("ticket_unmatched", "12345678900011", "123456789"), (bill.Said("state"), bill.GetProperty("supplier").Said("siret"), bill.GetProperty("supplier").Said("siren")));
    }

    [Fact]
    public async Task Several_establishments_of_one_company_are_told_apart_by_SIRET_alone()
    {
        var (tenant, payer) = await PayerAsync();
        var paris = await tenant.BusinessAsync("Paris", new { siret = "35600000009075" });
        var lyon = await tenant.BusinessAsync("Lyon", new { siret = "35600000049837", vat = "FR39356000000" });
        await tenant.ConnectAsync(payer, paris);
        await tenant.ConnectAsync(payer, lyon);

        var exact = await tenant.DeliverAsync(payer, new WrittenBill { Siret = "35600000009075", Vat = "FR39356000000" });
        var third = await tenant.DeliverAsync(payer, new WrittenBill { Siret = "35600000000048" });
        var company = await tenant.DeliverAsync(payer, new WrittenBill { Siren = "356000000", Vat = "FR39356000000" });

        Assert.Equal(("linked", IntakeSteps.Bare(paris)), (exact.Said("state"), exact.Said("supplier_id")));
        foreach (var bill in new[] { third, company })
        {
            Assert.Equal(("ticket_unmatched", null), (bill.Said("state"), bill.Said("supplier_id")));
            Assert.Equal(["Lyon", "Paris"], bill.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.Said("name")));
        }
    }

    [Fact]
    public async Task Neither_an_archived_supplier_nor_another_businesss_is_meant()
    {
        var (tenant, payer) = await PayerAsync();
        var archived = await tenant.BusinessAsync("Archived", new { siren = "732829320" });
        (await tenant.PatchAsync($"/api/connections/{await tenant.ConnectAsync(payer, archived)}/archive")).Ok();
        var second = await tenant.BusinessAsync("Second buyer");
        await tenant.ConnectAsync(second, await tenant.BusinessAsync("Theirs", new { siren = "801017476" }));
        await tenant.BusinessAsync("Unconnected", new { siren = "443061841" });
        await tenant.InviteAsync(payer);

        foreach (var siren in new[] { "732829320", "801017476", "443061841" })
        {
            var bill = await tenant.DeliverAsync(payer, new WrittenBill { Siren = siren });
            Assert.Equal("ticket_unmatched", bill.Said("state"));
            Assert.Empty(bill.GetProperty("candidates").EnumerateArray());
        }
    }

    [Theory]
    [InlineData("siren", "801017476", "732829320", null, true)]
    [InlineData("siren", "801017476", "801017476", null, false)]
    [InlineData("siren", "801017476", null, null, false)]
    [InlineData("siret", "80101747600020", "801017476", "FR44732829320", false)]
    [InlineData("vat", "FR48801017476", null, "FR44732829320", true)]
    [InlineData("vat", "FR48801017476", null, "FR48801017476", false)]
    public async Task A_bill_for_another_company_is_taken_in_and_left_to_a_person(string field, string number, string? buyerSiren, string? buyerVat, bool isWrong)
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer", new Dictionary<string, string> { [field] = number });
        await tenant.ConnectAsync(payer, await tenant.BusinessAsync("Supplier", new { siren = "443061841" }), new { enabled = true });

        var bill = await tenant.DeliverAsync(payer, new WrittenBill { Siren = "443061841", BuyerSiren = buyerSiren, BuyerVat = buyerVat });

        Assert.Equal("linked", bill.Said("state"));
        Assert.Equal(isWrong, bill.GetProperty("faults").EnumerateArray().Any(fault => fault.Said("rule") == "wrong_buyer"));
        var payable = (await tenant.GetAsync($"/api/businesses/{payer}/payables/{bill.Said("ticket_id")}")).Ok();
        Assert.Equal(isWrong ? "SUBMITTED" : "SCHEDULED", payable.Text("status"));
        Assert.Equal(isWrong, (await tenant.LogAsync()).Contains("names another company as its buyer", StringComparison.Ordinal));
    }

    private async Task<(Tenant Tenant, string Payer)> PayerAsync()
    {
        var tenant = await server.NewTenantAsync();
        return (tenant, await tenant.BusinessAsync("Buyer"));
    }
}
