using Quittance.Simulator.Bills;
using Quittance.Tests.Network;

namespace Quittance.Tests.Intake;

public sealed class MatchingByHand(TestServer server)
{
    [Fact]
    public async Task The_queue_shows_candidates_and_a_person_chooses_one()
    {
        var (tenant, payer, paris, lyon) = await TwoOfficesAsync();
        var bill = await tenant.DeliverAsync(payer, new WrittenBill { Siren = "356000000" });

        var queued = Assert.Single(await tenant.ListAsync("association=unmatched"));
        var matched = (await tenant.MatchAsync(bill, IntakeSteps.Bare(lyon))).Ok().Json;

        Assert.Equal(
            [("La Poste, Lyon", IntakeSteps.Bare(lyon), "35600000049837", true), ("La Poste, Paris", IntakeSteps.Bare(paris), "35600000009075", true)],
            queued.GetProperty("candidates").EnumerateArray().Select(candidate =>
                (candidate.Said("name"), candidate.Said("supplier_id"), candidate.Said("siret"), candidate.GetProperty("is_active").GetBoolean())));
        Assert.Equal(("linked", "manual", IntakeSteps.Bare(lyon)), (matched.Said("state"), matched.Said("matched_by"), matched.Said("supplier_id")));
        Assert.Equal(lyon, (await tenant.GetAsync($"/api/businesses/{payer}/payables/{matched.Said("ticket_id")}")).Ok().Text("payee.id"));
        Assert.Empty(await tenant.ListAsync("association=unmatched"));
        Assert.Single(await tenant.ListAsync("association=linked"));
        var log = await tenant.LogAsync();
        Assert.Contains("document.matched", log, StringComparison.Ordinal);
        Assert.Contains("La Poste, Lyon", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("35600000049837")]
    [InlineData("356 000 000 49837")]
    public async Task A_SIRET_names_the_supplier_too(string siret)
    {
        var (tenant, payer, _, lyon) = await TwoOfficesAsync();

        var matched = (await tenant.MatchAsync(await tenant.DeliverAsync(payer, new WrittenBill()), siret)).Ok();

        Assert.Equal(IntakeSteps.Bare(lyon), matched.Text("supplier_id"));
    }

    [Fact]
    public async Task A_supplier_without_numbers_can_be_chosen()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var gardener = await tenant.BusinessAsync("The gardener");
        await tenant.ConnectAsync(payer, gardener);

        (await tenant.MatchAsync(await tenant.DeliverAsync(payer, new WrittenBill()), gardener)).Ok();

        Assert.Single((await tenant.GetAsync($"/api/businesses/{payer}/payables")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task Who_cannot_bill_the_business_is_refused()
    {
        var (tenant, payer, paris, _) = await TwoOfficesAsync();
        var second = await tenant.BusinessAsync("Second buyer");
        var theirs = await tenant.BusinessAsync("Supplier of the second", new { siren = "801017476" });
        await tenant.ConnectAsync(second, theirs);
        var archived = await tenant.BusinessAsync("Archived");
        (await tenant.PatchAsync($"/api/connections/{await tenant.ConnectAsync(payer, archived)}/archive")).Ok();
        var bill = await tenant.DeliverAsync(payer, new WrittenBill());

        (await tenant.MatchAsync(bill, theirs)).Is(404);
        (await tenant.MatchAsync(bill, "801017476")).Is(404);
        (await tenant.MatchAsync(bill, second)).Is(404);
        (await tenant.MatchAsync(bill, "nobody")).Is(404);
        (await tenant.MatchAsync(bill, archived)).Is(409);
        (await tenant.MatchAsync(bill, "356000000")).Is(409);
        Assert.Equal(["supplier_id"], (await tenant.MatchAsync(bill, " ")).Is(422).FaultyFields());
        Assert.Equal("ticket_unmatched", (await tenant.InvoiceAsync(bill.Said("id")!)).Said("state"));
        (await tenant.MatchAsync(bill, paris)).Ok();
    }

    [Fact]
    public async Task A_match_is_made_once()
    {
        var (tenant, payer, paris, lyon) = await TwoOfficesAsync();
        var bill = await tenant.DeliverAsync(payer, new WrittenBill());

        var first = (await tenant.MatchAsync(bill, paris, "match-1")).Ok();
        var again = (await tenant.MatchAsync(bill, paris, "match-1")).Ok();

        Assert.Equal(first.Body, again.Body);
        (await tenant.MatchAsync(bill, lyon, "match-1")).Is(409);
        (await tenant.MatchAsync(bill, lyon)).Is(409);
        (await tenant.MatchAsync(bill, paris)).Is(409);
        Assert.Single((await tenant.GetAsync($"/api/businesses/{payer}/payables")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task Of_many_people_at_once_one_chooses()
    {
        var (tenant, payer, paris, lyon) = await TwoOfficesAsync();
        var bill = await tenant.DeliverAsync(payer, new WrittenBill());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(place => tenant.MatchAsync(bill, place % 2 == 0 ? paris : lyon)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 409, answer.Body));
        Assert.Single((await tenant.GetAsync($"/api/businesses/{payer}/payables")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task What_a_person_chose_stays_whatever_the_numbers_say_later()
    {
        var (tenant, payer, paris, _) = await TwoOfficesAsync();
        var bill = new WrittenBill { Siren = "801017476", SellerName = "Domo-Elec" };
        var delivered = await tenant.DeliverAsync(payer, bill);
        var chosen = (await tenant.MatchAsync(delivered, paris)).Ok().Json;

        // The bill's own supplier appears, the chosen one is renamed and renumbered, the job runs, and the same bytes come again.
        var real = await tenant.BusinessAsync("Domo-Elec", new { siren = "801017476" });
        await tenant.ConnectAsync(payer, real);
        (await tenant.PatchAsync($"/api/businesses/{paris}", new { name = "Renamed", registrationNumbers = new { siren = "732829320" } })).Ok();
        await tenant.RunJobsAsync();
        var upload = await tenant.UploadAsync(payer, bill.ToXml());
        await tenant.RunJobsAsync();

        var after = await tenant.InvoiceAsync(delivered.Said("id")!);
        Assert.Equal("duplicate", upload.Json[0].Said("outcome"));
        Assert.Equal(("linked", "manual", IntakeSteps.Bare(paris), chosen.Said("ticket_id")), (after.Said("state"), after.Said("matched_by"), after.Said("supplier_id"), after.Said("ticket_id")));
        Assert.Equal(chosen.Said("updated_at"), after.Said("updated_at"));
        Assert.Single((await tenant.GetAsync($"/api/businesses/{payer}/payables")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task A_bill_that_the_chosen_supplier_sent_before_is_a_duplicate_of_it()
    {
        var (tenant, payer, paris, _) = await TwoOfficesAsync();
        var first = await tenant.DeliverAsync(payer, new WrittenBill { Number = "F-77", Siret = "35600000009075" });

        var second = (await tenant.MatchAsync(await tenant.DeliverAsync(payer, new WrittenBill { Number = "F-77" }), paris)).Ok().Json;

        Assert.Equal(("duplicate", first.Said("ticket_id"), "manual"), (second.Said("state"), second.Said("ticket_id"), second.Said("matched_by")));
    }

    [Fact]
    public async Task The_next_version_of_a_bill_stays_with_the_supplier_that_a_person_chose()
    {
        await using var desk = await IntakeDesk.OpenAsync(server, isConnected: false);
        var chosen = await desk.Tenant.BusinessAsync("Chosen");
        await desk.Tenant.ConnectAsync(desk.Company, chosen);
        var bill = desk.Add("F-1");
        var connection = await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        var first = (await desk.Tenant.MatchAsync(Assert.Single(await desk.Tenant.ListAsync("association=unmatched")), chosen)).Ok().Json;

        // Its own supplier is known by now, and the provider has other bytes for it.
        await desk.Tenant.ConnectAsync(desk.Company, desk.Supplier);
        desk.Account.Bills(bill.Provider).Update(bill.Id, new BillTemplate { Number = "F-1", PaddingBytes = 10 }.Write());
        await desk.PollAsync(connection);

        var both = await desk.Tenant.ListAsync($"invoice_platform_id={bill.Id}");
        Assert.Equal([("linked", "manual"), ("duplicate", "manual")], both.Select(invoice => (invoice.Said("state")!, invoice.Said("matched_by")!)));
        Assert.All(both, invoice => Assert.Equal((IntakeSteps.Bare(chosen), first.Said("ticket_id"), "yooz"), (invoice.Said("supplier_id"), invoice.Said("ticket_id"), invoice.Said("provider"))));
        Assert.Equal(["F-1"], await desk.PayablesAsync());
    }

    private async Task<(Tenant Tenant, string Payer, string Paris, string Lyon)> TwoOfficesAsync()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var paris = await tenant.BusinessAsync("La Poste, Paris", new { siret = "35600000009075" });
        var lyon = await tenant.BusinessAsync("La Poste, Lyon", new { siret = "35600000049837" });
        await tenant.ConnectAsync(payer, paris);
        await tenant.ConnectAsync(payer, lyon);
        return (tenant, payer, paris, lyon);
    }
}
