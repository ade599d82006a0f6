using System.Text.Json;
using Quittance.Tests.Network;

namespace Quittance.Tests.Intake;

/// <summary>A bill that waits for its supplier is taken in as soon as the supplier is known, by whatever way.</summary>
public sealed class MatchingAgain(TestServer server)
{
    private const string Siren = "801017476";

    [Fact]
    public async Task A_new_connection_takes_in_what_waited()
    {
        var (tenant, payer, bill) = await WaitingAsync();
        var supplier = await tenant.BusinessAsync("Domo-Elec", new { siren = Siren });

        await tenant.ConnectAsync(payer, supplier);

        await AssertTakenInAsync(tenant, bill, supplier, "siren");
    }

    [Fact]
    public async Task An_accepted_invitation_takes_in_what_waited_whoever_invited()
    {
        foreach (var payerInvites in new[] { true, false })
        {
            var (tenant, payer, bill) = await WaitingAsync();
            var other = await server.NewTenantAsync();
            var supplier = await other.BusinessAsync("Domo-Elec", new { siren = Siren });

            var invitation = payerInvites ? await tenant.InviteAsync(payer) : await other.InviteAsync(supplier, role: "payee");
            (await (payerInvites ? other.AcceptAsync(invitation.Text("token"), supplier) : tenant.AcceptAsync(invitation.Text("token"), payer))).Ok();

            await AssertTakenInAsync(tenant, bill, supplier, "siren");
        }
    }

    [Fact]
    public async Task A_supplier_who_signs_up_by_invitation_and_tells_its_number_takes_in_what_waited()
    {
        var (tenant, payer, bill) = await WaitingAsync();
        var email = $"{Contract.Things.Email()}";
        var invitation = await tenant.InviteAsync(payer, email);

        var signedUp = (await tenant.With(null).PostAsync("/api/invitations/sign-up", new
        {
            token = invitation.Text("token"),
            businessName = "Domo-Elec",
            email,
            password = "a long enough password",
        })).Created();
        Assert.Equal(1, await WaitingJobsAsync(tenant));
        var supplier = signedUp.Text("connection.businessId");
        (await tenant.With(signedUp.Text("token")).PatchAsync($"/api/businesses/{supplier}", new { registrationNumbers = new { siren = Siren } })).Ok();

        await AssertTakenInAsync(tenant, bill, supplier, "siren");
    }

    [Fact]
    public async Task A_restored_connection_takes_in_what_came_while_it_was_archived()
    {
        var both = await server.AcrossAsync();
        (await both.Payee.PatchAsync($"{both.Path}/archive")).Ok();
        var bill = await both.Payer.DeliverAsync(both.PayerBusiness, new WrittenBill { Siren = Siren });
        await both.Payer.RunJobsAsync();
        Assert.Equal("ticket_unmatched", (await both.Payer.InvoiceAsync(bill.Said("id")!)).Said("state"));

        (await both.Payee.PatchAsync($"{both.Path}/restore")).Ok();

        await AssertTakenInAsync(both.Payer, bill, both.PayeeBusiness, "siren");
    }

    [Theory]
    [InlineData("siren", Siren, "siren")]
    [InlineData("siret", "80101747600020", "siren")]
    [InlineData("vat", "FR48801017476", "siren")]
    public async Task A_number_that_a_supplier_tells_takes_in_what_waited_in_every_organization(string field, string number, string rule)
    {
        var payee = await server.NewTenantAsync();
        var supplier = await payee.BusinessAsync("Domo-Elec");
        var (far, farPayer, farBill) = await WaitingAsync();
        var invitation = await far.InviteAsync(farPayer);
        (await payee.AcceptAsync(invitation.Text("token"), supplier)).Ok();
        var nearPayer = await payee.BusinessAsync("Near buyer");
        var nearBill = await payee.DeliverAsync(nearPayer, new WrittenBill { Siren = Siren });
        await payee.ConnectAsync(nearPayer, supplier);
        await far.RunJobsAsync();
        await payee.RunJobsAsync();

        (await payee.PatchAsync($"/api/businesses/{supplier}", new { registrationNumbers = new Dictionary<string, string> { [field] = number } })).Ok();

        await AssertTakenInAsync(far, farBill, supplier, rule);
        await AssertTakenInAsync(payee, nearBill, supplier, rule);
    }

    [Fact]
    public async Task A_new_name_asks_for_nothing()
    {
        var both = await server.AcrossAsync();
        await both.Payer.RunJobsAsync();

        (await both.Payee.PatchAsync($"/api/businesses/{both.PayeeBusiness}", new { name = "Renamed" })).Ok();

        Assert.Equal(0, await WaitingJobsAsync(both.Payer));
    }

    [Fact]
    public async Task A_bill_that_fits_two_gets_them_as_candidates_and_waits()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var bill = await tenant.DeliverAsync(payer, new WrittenBill { Siren = "356000000" });
        var connections = new List<string>();
        foreach (var siret in new[] { "35600000009075", "35600000049837" })
        {
            connections.Add(await tenant.ConnectAsync(payer, await tenant.BusinessAsync($"Office {siret}", new { siret })));
        }

        await tenant.RunJobsAsync();

        var waiting = await tenant.InvoiceAsync(bill.Said("id")!);
        Assert.Equal("ticket_unmatched", waiting.Said("state"));
        Assert.Equal(2, waiting.GetProperty("candidates").GetArrayLength());
        (await tenant.PatchAsync($"/api/connections/{connections[0]}/archive")).Ok();
        Assert.Equal([false, true], (await tenant.InvoiceAsync(bill.Said("id")!)).GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("is_active").GetBoolean()));
    }

    [Fact]
    public async Task The_bills_of_a_long_queue_are_all_taken_in()
    {
        const int many = 120; // More than two batches.
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        for (var count = 0; count < many; count++)
        {
            await tenant.UploadAsync(payer, new WrittenBill { Siren = Siren }.ToXml());
        }

        await tenant.ConnectAsync(payer, await tenant.BusinessAsync("Domo-Elec", new { siren = Siren }));
        await tenant.RunJobsAsync();

        Assert.Empty(await tenant.ListAsync("association=unmatched"));
        Assert.Equal(many, (await tenant.ListAsync("association=linked&limit=200")).Count);
    }

    private static async Task AssertTakenInAsync(Tenant tenant, JsonElement bill, string supplier, string rule)
    {
        Assert.Equal("ticket_unmatched", bill.Said("state"));
        await tenant.RunJobsAsync();
        var invoice = await tenant.InvoiceAsync(bill.Said("id")!);
        Assert.Equal(("linked", rule, IntakeSteps.Bare(supplier)), (invoice.Said("state"), invoice.Said("matched_by"), invoice.Said("supplier_id")));
    }

    private static async Task<long> WaitingJobsAsync(Tenant tenant)
    {
        await using var count = tenant.Server.Owner.CreateCommand("select count(*) from jobs where organization_id = $1 and kind = 'match_documents'");
        count.Parameters.Add(new() { Value = tenant.Id.Value });
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    // A business with a bill that waits, and no job left over from the bill itself.
    private async Task<(Tenant Tenant, string Payer, JsonElement Bill)> WaitingAsync()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var bill = await tenant.DeliverAsync(payer, new WrittenBill { Siren = Siren });
        await tenant.RunJobsAsync();
        Assert.Equal(0, await WaitingJobsAsync(tenant));
        return (tenant, payer, bill);
    }
}
