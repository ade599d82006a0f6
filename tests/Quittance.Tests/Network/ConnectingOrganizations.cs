namespace Quittance.Tests.Network;

public sealed class ConnectingOrganizations(TestServer server)
{
    [Fact]
    public async Task Both_sides_see_one_connection_under_one_id_each_from_its_own_side()
    {
        var both = await server.AcrossAsync();

        var payers = (await both.Payer.GetAsync(both.Path)).Ok();
        var payees = (await both.Payee.GetAsync(both.Path)).Ok();

        Assert.Equal(("active", "payer", "Paying Ltd", "Paid SAS", both.PayerBusiness, both.PayeeBusiness), (
            payers.Text("status"), payers.Text("role"), payers.Text("businessName"), payers.Text("connectedBusinessName"), payers.Text("businessId"), payers.Text("connectedBusinessId")));
        Assert.Equal(("active", "payee", "Paid SAS", "Paying Ltd", both.PayeeBusiness, both.PayerBusiness), (
            payees.Text("status"), payees.Text("role"), payees.Text("businessName"), payees.Text("connectedBusinessName"), payees.Text("businessId"), payees.Text("connectedBusinessId")));
        Assert.Equal(payers.Text("createdAt"), payees.Text("createdAt"));
        Assert.Equal($"[{payers.Body}]", (await both.Payer.GetAsync("/api/connections")).Body);
        Assert.Equal($"[{payees.Body}]", (await both.Payee.GetAsync("/api/connections")).Body);
    }

    [Fact]
    public async Task Each_organization_learns_the_other_businesss_name_and_numbers_and_no_more()
    {
        var both = await server.AcrossAsync();
        await using var command = server.Owner.CreateCommand("select name, siren, home_organization_id from parties where organization_id = $1 and id = $2");
        command.Parameters.Add(new() { Value = both.Payer.Id.Value });
        command.Parameters.Add(new() { Value = NetworkSteps.Uuid(both.PayeeBusiness) });
        await using (var party = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            Assert.True(await party.ReadAsync(TestContext.Current.CancellationToken));
            Assert.Equal(("Paid SAS", "801017476", both.Payee.Id.Value), (party.GetString(0), party.GetString(1), party.GetGuid(2)));
        }

        (await both.Payer.GetAsync($"/api/businesses/{both.PayeeBusiness}")).Is(404);
        (await both.Payer.GetAsync($"{both.Path}?businessId={both.PayeeBusiness}")).Is(404);
        (await both.Payer.GetAsync($"/api/connections?businessId={both.PayeeBusiness}")).Is(404);
        (await both.Payer.PatchAsync($"{both.Path}/alias?businessId={both.PayeeBusiness}", new { alias = "x" })).Is(404);
        (await both.Payer.PatchAsync($"{both.Path}/archive?businessId={both.PayeeBusiness}")).Is(404);
    }

    [Fact]
    public async Task A_new_name_reaches_the_other_side_at_once()
    {
        var both = await server.AcrossAsync();

        (await both.Payee.PatchAsync($"/api/businesses/{both.PayeeBusiness}", new { name = "Paid & Sons" })).Ok();

        Assert.Equal("Paid & Sons", (await both.Payer.GetAsync(both.Path)).Text("connectedBusinessName"));
    }

    [Fact]
    public async Task Aliases_and_tags_of_one_side_are_nowhere_on_the_other()
    {
        var both = await server.AcrossAsync();
        var tag = (await both.Payer.PostAsync("/api/tags", new { name = "slow-to-pay" })).Created().Text("id");
        (await both.Payer.PatchAsync($"{both.Path}/alias", new { alias = "that-vendor" })).Ok();
        (await both.Payer.PatchAsync($"{both.Path}/tags", new { tagIds = new[] { tag } })).Ok();

        (await both.Payee.PatchAsync($"{both.Path}/tags", new { tagIds = new[] { tag } })).Is(422);
        var seen = string.Concat(
            (await both.Payee.GetAsync(both.Path)).Body,
            (await both.Payee.GetAsync("/api/connections/export-csv")).Body,
            (await both.Payee.GetAsync("/api/tags")).Body,
            await both.Payee.LogAsync());

        Assert.Equal("that-vendor", (await both.Payer.GetAsync(both.Path)).Text("alias"));
        Assert.DoesNotContain("that-vendor", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("slow-to-pay", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(tag, seen, StringComparison.Ordinal);
        Assert.Equal("[]", (await both.Payee.GetAsync("/api/connections?search=that-vendor")).Body);
    }

    [Fact]
    public async Task The_logs_tell_each_side_what_was_done_and_not_who_on_the_other_side_did_it()
    {
        var payer = await server.NewTenantAsync();
        var payee = await server.NewTenantAsync();
        var payerBusiness = await payer.BusinessAsync("Paying Ltd");
        var payeeBusiness = await payee.BusinessAsync("Paid SAS");
        var invitation = await payer.InviteAsync(payerBusiness, "secret-contact@example.test");
        (await payee.AcceptAsync(invitation.Text("token"), payeeBusiness, "alias-of-payee")).Ok();
        var path = $"/api/connections/{invitation.Text("connectionId")}";
        (await payer.PatchAsync($"{path}/settings", new { netTerms = 21 })).Ok();
        (await payee.PatchAsync($"{path}/archive")).Ok();

        var (payers, payees) = (await payer.LogAsync(), await payee.LogAsync());

        Assert.Contains($"business:{payeeBusiness} invitation.accepted", payers, StringComparison.Ordinal);
        Assert.Contains($"business:{payeeBusiness} connection.archived", payers, StringComparison.Ordinal);
        Assert.Contains("token:first token connection.settings_changed", payers, StringComparison.Ordinal);
        Assert.Contains("token:first token connection.activated", payees, StringComparison.Ordinal);
        Assert.Contains($"business:{payerBusiness} connection.settings_changed", payees, StringComparison.Ordinal);
        Assert.Contains("token:first token connection.archived", payees, StringComparison.Ordinal);
        Assert.DoesNotContain("alias-of-payee", payers, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-contact", payees, StringComparison.Ordinal);
        foreach (var log in new[] { payers, payees })
        {
            Assert.Equal(1, log.Split('\n').Count(line => line.StartsWith("connection.archived ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Settings_are_the_payers_and_both_see_them()
    {
        var both = await server.AcrossAsync();

        var set = (await both.Payer.PatchAsync($"{both.Path}/settings", new { netTerms = 45, autoApproval = new { enabled = true } })).Ok();
        (await both.Payee.PatchAsync($"{both.Path}/settings", new { netTerms = 1 })).Is(403);

        var seen = (await both.Payee.GetAsync(both.Path)).Ok();
        Assert.Equal(set.At("settings").GetRawText(), seen.At("settings").GetRawText());
        Assert.Equal(set.Text("updatedAt"), seen.Text("updatedAt"));
    }

    [Fact]
    public async Task Archiving_shows_on_both_sides_and_is_undone_by_the_one_that_did_it()
    {
        var both = await server.AcrossAsync();

        (await both.Payee.PatchAsync($"{both.Path}/archive")).Ok();
        Assert.Equal("archived", (await both.Payer.GetAsync(both.Path)).Text("status"));
        (await both.Payer.PatchAsync($"{both.Path}/restore")).Is(409);
        (await both.Payer.PatchAsync($"{both.Path}/archive")).Is(409);
        (await both.Payee.PatchAsync($"{both.Path}/restore")).Ok();

        Assert.Equal("active", (await both.Payer.GetAsync(both.Path)).Text("status"));
    }

    [Fact]
    public async Task Both_sides_archiving_at_once_archive_once_and_agree()
    {
        var both = await server.AcrossAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => (number % 2 == 0 ? both.Payer : both.Payee).PatchAsync($"{both.Path}/archive")));

        Assert.Equal([200, 409, 409, 409, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        Assert.Equal(
            (await both.Payer.GetAsync(both.Path)).Text("archivedAt"),
            (await both.Payee.GetAsync(both.Path)).Text("archivedAt"));
    }

    [Fact]
    public async Task The_payee_may_be_the_one_who_invites()
    {
        var (payee, payer) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var invitation = (await payee.PostAsync(
            $"/api/businesses/{await payee.BusinessAsync("Paid SAS")}/invitations", new { role = "payee", aliasName = "Client", netTerms = 15 })).Created();

        var accepted = (await payer.AcceptAsync(invitation.Text("token"), await payer.BusinessAsync("Paying Ltd"), "Vendor")).Ok();

        Assert.Equal(("payer", "Vendor", 15), (accepted.Text("role"), accepted.Text("alias"), accepted.At("settings.netTerms").GetInt32()));
        Assert.Equal("Client", (await payee.GetAsync($"/api/connections/{invitation.Text("connectionId")}")).Text("alias"));
        (await payer.PatchAsync($"/api/connections/{invitation.Text("connectionId")}/settings", new { netTerms = 20 })).Ok();
        Assert.Equal(20, (await payee.GetAsync($"/api/connections/{invitation.Text("connectionId")}")).At("settings.netTerms").GetInt32());
    }

    [Fact]
    public async Task A_pair_across_organizations_is_connected_once_in_the_same_roles()
    {
        var both = await server.AcrossAsync();
        var again = await both.Payer.InviteAsync(both.PayerBusiness);

        (await both.Payee.AcceptAsync(again.Text("token"), both.PayeeBusiness)).Is(409);

        Assert.Single((await both.Payee.GetAsync("/api/connections")).Json.EnumerateArray());
    }

    [Fact]
    public async Task Nothing_is_left_of_an_acceptance_that_failed()
    {
        var both = await server.AcrossAsync();
        var again = await both.Payer.InviteAsync(both.PayerBusiness, "again@example.test");
        (await both.Payee.AcceptAsync(again.Text("token"), both.PayeeBusiness)).Is(409);

        Assert.Equal(["pending", "accepted"], (await both.Payer.GetAsync($"/api/businesses/{both.PayerBusiness}/invitations")).Texts("status"));
        Assert.DoesNotContain(again.Text("connectionId"), await both.Payee.LogAsync(), StringComparison.Ordinal);
    }
}
