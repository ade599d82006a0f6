namespace Quittance.Tests.Network;

public sealed class AnsweringAnInvitation(TestServer server)
{
    [Fact]
    public async Task Accepting_inside_one_organization_makes_one_connection_with_two_sides()
    {
        var tenant = await server.NewTenantAsync();
        var (inviter, invited) = (await tenant.BusinessAsync("Inviter"), await tenant.BusinessAsync("Invited"));
        var invitation = await tenant.InviteAsync(inviter, "invited@example.test", role: "payee");

        var accepted = (await tenant.AcceptAsync(invitation.Text("token"), invited, "From us")).Ok();

        Assert.Equal((invitation.Text("connectionId"), "active", "payer", "Invited", "Inviter", "From us"), (
            accepted.Text("id"), accepted.Text("status"), accepted.Text("role"), accepted.Text("businessName"), accepted.Text("connectedBusinessName"), accepted.Text("alias")));
        Assert.Equal(accepted.Body, (await tenant.GetAsync($"/api/connections/{accepted.Text("id")}")).Body);
        Assert.Equal("payee", (await tenant.GetAsync($"/api/connections/{accepted.Text("id")}?businessId={inviter}")).Text("role"));
        Assert.Single((await tenant.GetAsync("/api/connections")).Json.EnumerateArray());
        Assert.Equal("accepted", (await tenant.GetAsync($"/api/businesses/{inviter}/invitations")).Texts("status").Single());
    }

    [Fact]
    public async Task A_token_limited_to_the_invited_business_accepts_what_it_cannot_see_yet()
    {
        var tenant = await server.NewTenantAsync();
        var (inviter, invited) = (await tenant.BusinessAsync("Inviter"), await tenant.BusinessAsync("Invited"));
        var limited = await tenant.LimitedToAsync(invited);
        var invitation = await tenant.InviteAsync(inviter);
        (await limited.GetAsync($"/api/connections/{invitation.Text("connectionId")}")).Is(404);

        (await limited.AcceptAsync(invitation.Text("token"), inviter)).Is(404);
        var accepted = (await limited.AcceptAsync(invitation.Text("token"), invited)).Ok();

        Assert.Equal("payee", accepted.Text("role"));
        Assert.Equal(accepted.Body, (await limited.GetAsync($"/api/connections/{accepted.Text("id")}")).Ok().Body);
    }

    [Fact]
    public async Task The_inviter_cannot_accept()
    {
        var tenant = await server.NewTenantAsync();
        var inviter = await tenant.BusinessAsync();
        var invitation = await tenant.InviteAsync(inviter);

        (await tenant.AcceptAsync(invitation.Text("token"), inviter)).Is(409);

        Assert.Equal("pending", (await tenant.GetAsync($"/api/connections/{invitation.Text("connectionId")}")).Text("status"));
    }

    [Fact]
    public async Task What_is_used_once_is_used()
    {
        var tenant = await server.NewTenantAsync();
        var (inviter, invited) = (await tenant.BusinessAsync("Inviter"), await tenant.BusinessAsync("Invited"));
        var invitation = await tenant.InviteAsync(inviter);
        (await tenant.AcceptAsync(invitation.Text("token"), invited)).Ok();

        Assert.Contains("accepted", (await tenant.AcceptAsync(invitation.Text("token"), invited)).Is(409).Text("message"), StringComparison.Ordinal);
        (await tenant.AcceptAsync(invitation.Text("token"), await tenant.BusinessAsync("Third"))).Is(409);
        (await tenant.PostAsync("/api/invitations/decline", new { token = invitation.Text("token") })).Is(409);
        (await tenant.PostAsync($"/api/businesses/{inviter}/invitations/{invitation.Text("id")}/cancel")).Is(409);
        (await tenant.PostAsync($"/api/businesses/{inviter}/invitations/{invitation.Text("id")}/resend")).Is(409);
    }

    [Fact]
    public async Task A_pair_that_is_connected_already_accepts_nothing_more_in_these_roles()
    {
        var tenant = await server.NewTenantAsync();
        var (inviter, invited) = (await tenant.BusinessAsync("Inviter"), await tenant.BusinessAsync("Invited"));
        await tenant.ConnectAsync(inviter, invited);
        var invitation = await tenant.InviteAsync(inviter);

        (await tenant.AcceptAsync(invitation.Text("token"), invited)).Is(409);

        Assert.Equal("pending", (await tenant.GetAsync($"/api/businesses/{inviter}/invitations")).Texts("status").Single());
        (await tenant.AcceptAsync((await tenant.InviteAsync(inviter, role: "payee")).Text("token"), invited)).Ok();
    }

    [Fact]
    public async Task Unknown_tokens_and_missing_fields_are_refused()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();

        (await tenant.AcceptAsync("qti_unknown", business)).Is(404);
        (await tenant.AcceptAsync(tenant.Token, business)).Is(404);
        (await tenant.PostAsync("/api/invitations/decline", new { token = "qti_unknown" })).Is(404);
        Assert.Equal(["token", "businessId"], (await tenant.PostAsync("/api/invitations/accept", new { })).Is(422).FaultyFields());
        Assert.Equal(["token"], (await tenant.PostAsync("/api/invitations/decline", new { })).Is(422).FaultyFields());
    }

    [Fact]
    public async Task Accepting_with_a_business_that_is_not_the_callers_is_not_found_and_leaves_the_invitation_open()
    {
        var inviter = await server.NewTenantAsync();
        var invitation = await inviter.InviteAsync(await inviter.BusinessAsync());
        var guest = await server.NewTenantAsync();
        var theirs = await (await server.NewTenantAsync()).BusinessAsync();

        (await guest.AcceptAsync(invitation.Text("token"), theirs)).Is(404);
        (await guest.AcceptAsync(invitation.Text("token"), await guest.BusinessAsync())).Ok();
    }

    [Fact]
    public async Task Declining_takes_the_pending_connection_away_and_keeps_the_invitation()
    {
        var inviter = await server.NewTenantAsync();
        var business = await inviter.BusinessAsync("Inviter");
        var invitation = await inviter.InviteAsync(business, "guest@example.test");
        var guest = await server.NewTenantAsync();

        var declined = (await guest.PostAsync("/api/invitations/decline", new { token = invitation.Text("token") })).Ok();

        Assert.Equal(("declined", "Inviter", "payee"), (declined.Text("status"), declined.Text("inviterName"), declined.Text("role")));
        Assert.Equal("declined", (await inviter.GetAsync($"/api/businesses/{business}/invitations")).Texts("status").Single());
        (await inviter.GetAsync($"/api/connections/{invitation.Text("connectionId")}")).Is(404);
        (await guest.AcceptAsync(invitation.Text("token"), await guest.BusinessAsync())).Is(409);
        Assert.Contains("invitation.declined", await inviter.LogAsync(), StringComparison.Ordinal);
        Assert.Contains("invitation.declined", await guest.LogAsync(), StringComparison.Ordinal);
        await inviter.InviteAsync(business, "guest@example.test");
    }

    [Fact]
    public async Task Of_eight_acceptances_at_once_one_is_the_other_side()
    {
        var inviter = await server.NewTenantAsync();
        var invitation = await inviter.InviteAsync(await inviter.BusinessAsync("Inviter"));
        var guests = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var guest = await server.NewTenantAsync();
            return (Tenant: guest, Business: await guest.BusinessAsync("Guest"));
        }));

        var answers = await Task.WhenAll(guests.Select(guest => guest.Tenant.AcceptAsync(invitation.Text("token"), guest.Business)));

        Assert.Equal([200, 409, 409, 409, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        Assert.All(answers.Where(answer => answer.Status == 409), answer => Assert.Equal("The invitation is accepted.", answer.Text("message")));
        var lists = await Task.WhenAll(guests.Select(guest => guest.Tenant.GetAsync("/api/connections")));
        Assert.Equal(1, lists.Sum(list => list.Json.GetArrayLength()));
        Assert.Single((await inviter.GetAsync("/api/connections")).Json.EnumerateArray());
    }

    [Fact]
    public async Task Two_businesses_that_invite_each_other_and_accept_at_once_are_connected_both_ways()
    {
        var (one, two) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        var (first, second) = (await one.BusinessAsync("One"), await two.BusinessAsync("Two"));
        var fromOne = await one.InviteAsync(first);
        var fromTwo = await two.InviteAsync(second);

        var answers = await Task.WhenAll(two.AcceptAsync(fromOne.Text("token"), second), one.AcceptAsync(fromTwo.Text("token"), first));

        Assert.All(answers, answer => answer.Ok());
        Assert.Equal(["payee", "payer"], (await one.GetAsync("/api/connections")).Texts("role").Order());
        Assert.Equal(["payee", "payer"], (await two.GetAsync("/api/connections")).Texts("role").Order());
    }
}
