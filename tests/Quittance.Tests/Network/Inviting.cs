using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Api.Network;
using Quittance.Server.Networks;
using Quittance.Server.Security;

namespace Quittance.Tests.Network;

public sealed class Inviting(TestServer server)
{
    private Tenant _tenant = null!;
    private string _business = "";

    private string Path => $"/api/businesses/{_business}/invitations";

    [Fact]
    public async Task An_invitation_shows_its_token_and_link_once_and_makes_a_pending_connection()
    {
        await StartAsync();

        var sent = (await _tenant.PostAsync(Path, new { role = "payer", email = "Vendor@Example.test" })).Created();

        Assert.Equal(
            ["id", "status", "role", "email", "token", "url", "expiresAt", "connectionId", "createdAt"], sent.Json.EnumerateObject().Select(field => field.Name));
        Assert.StartsWith("inv_", sent.Text("id"), StringComparison.Ordinal);
        Assert.StartsWith("qti_", sent.Text("token"), StringComparison.Ordinal);
        Assert.Equal(("pending", "payer", "vendor@example.test"), (sent.Text("status"), sent.Text("role"), sent.Text("email")));
        Assert.Equal(new Uri(server.Address, $"/invitations/{sent.Text("token")}").ToString(), sent.Text("url"));
        Assert.Equal(TimeSpan.FromDays(60), sent.At("expiresAt").GetDateTimeOffset() - sent.At("createdAt").GetDateTimeOffset());
        Assert.Equal("pending", (await _tenant.GetAsync($"/api/connections/{sent.Text("connectionId")}")).Ok().Text("status"));

        var listed = (await _tenant.GetAsync(Path)).Ok();
        Assert.Equal(["id", "status", "role", "email", "expiresAt", "connectionId", "createdAt"], listed.Json[0].EnumerateObject().Select(field => field.Name));
        Assert.DoesNotContain(sent.Text("token"), listed.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(sent.Text("token"), await _tenant.LogAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://pay.example.test")]
    [InlineData("https://pay.example.test/")]
    public void The_link_begins_where_the_operator_says(string address)
    {
        var now = server.Clock.GetUtcNow();
        var invitation = Invitation.To(null, InvitationId.New(now), BusinessId.New(now), ConnectionRole.Payer, NetworkConnectionId.New(now), now);

        var made = NewInvitationResponse.Of(
            new SentInvitation(invitation, new Token("qti_x")), new DefaultHttpContext().Request, server.Options with { PublicUrl = new Uri(address) });

        Assert.Equal("https://pay.example.test/invitations/qti_x", made.Url.ToString());
    }

    [Fact]
    public async Task Only_the_tokens_hash_is_stored()
    {
        await StartAsync();
        var sent = await _tenant.InviteAsync(_business);
        await using var command = server.Owner.CreateCommand("select count(*) from invitations i where i.hash = sha256(convert_to($1, 'UTF8')) and position($1 in i::text) = 0");
        command.Parameters.Add(new() { Value = sent.Text("token") });

        Assert.Equal(1L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wrong_fields_are_named()
    {
        await StartAsync();

        Assert.Equal(["role"], (await _tenant.PostAsync(Path, new { email = "a@b.test" })).Is(422).FaultyFields());
        Assert.Equal(
            ["role", "email", "aliasName", "netTerms"],
            (await _tenant.PostAsync(Path, new { role = "PAYER", email = "nobody", aliasName = new string('a', 201), netTerms = -1 })).Is(422).FaultyFields());
    }

    [Fact]
    public async Task Ones_own_address_cannot_be_invited()
    {
        await StartAsync();
        (await _tenant.PatchAsync($"/api/businesses/{_business}", new { email = "Me@example.test" })).Ok();

        (await _tenant.PostAsync(Path, new { role = "payee", email = "me@Example.test" })).Is(409);
    }

    [Fact]
    public async Task An_address_has_one_open_invitation_for_a_role()
    {
        await StartAsync();
        var first = await _tenant.InviteAsync(_business, "a@example.test");

        Assert.Contains("a@example.test", (await _tenant.PostAsync(Path, new { role = "payer", email = "A@example.test" })).Is(409).Text("message"), StringComparison.Ordinal);
        await _tenant.InviteAsync(_business, "a@example.test", role: "payee");
        await _tenant.InviteAsync(await _tenant.BusinessAsync("Other"), "a@example.test");
        (await _tenant.PostAsync($"{Path}/{first.Text("id")}/cancel")).Ok();
        await _tenant.InviteAsync(_business, "a@example.test");
    }

    [Fact]
    public async Task Of_fifty_identical_invitations_at_once_one_is_open()
    {
        await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _tenant.PostAsync(Path, new { role = "payer", email = "race@example.test" })));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(49, answers.Count(answer => answer.Status == 409));
        Assert.Single((await _tenant.GetAsync(Path)).Json.EnumerateArray());
        Assert.Single((await _tenant.GetAsync("/api/connections?status=pending")).Json.EnumerateArray());
    }

    [Fact]
    public async Task More_invitations_at_once_than_the_database_has_connections_wait_for_their_turn()
    {
        await StartAsync();
        await using var beside = await server.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken); // As the command line does.

        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(n => _tenant.PostAsync(Path, new { role = "payer", email = $"many-{n}@example.test" })));

        Assert.All(answers, answer => answer.Created());
    }

    [Fact]
    public async Task Public_links_may_be_many()
    {
        await StartAsync();

        await _tenant.InviteAsync(_business);
        await _tenant.InviteAsync(_business);

        Assert.Equal(2, (await _tenant.GetAsync(Path)).Json.GetArrayLength());
    }

    [Fact]
    public async Task The_address_of_a_connected_business_cannot_be_invited_for_the_same_role()
    {
        await StartAsync();
        var vendor = (await _tenant.PostAsync("/api/businesses", new { name = "Vendor", email = "Vendor@example.test" })).Created().Text("id");
        var connection = await _tenant.ConnectAsync(_business, vendor);

        Assert.Contains("connected", (await _tenant.PostAsync(Path, new { role = "payer", email = "vendor@example.test" })).Is(409).Text("message"), StringComparison.Ordinal);
        (await _tenant.PatchAsync($"/api/connections/{connection}/archive")).Ok();
        (await _tenant.PostAsync(Path, new { role = "payer", email = "vendor@example.test" })).Is(409);
        await _tenant.InviteAsync(_business, "vendor@example.test", role: "payee");
    }

    [Fact]
    public async Task The_address_by_which_someone_was_connected_cannot_be_invited_again()
    {
        await StartAsync();
        var invitation = await _tenant.InviteAsync(_business, "vendor@example.test");
        var other = await server.NewTenantAsync();
        (await other.AcceptAsync(invitation.Text("token"), await other.BusinessAsync())).Ok();

        (await _tenant.PostAsync(Path, new { role = "payer", email = "vendor@example.test" })).Is(409);
    }

    [Fact]
    public async Task Canceling_takes_the_pending_connection_away_and_keeps_the_invitation()
    {
        await StartAsync();
        var sent = await _tenant.InviteAsync(_business, "a@example.test");

        var canceled = (await _tenant.PostAsync($"{Path}/{sent.Text("id")}/cancel")).Ok();

        Assert.Equal("canceled", canceled.Text("status"));
        Assert.Equal($"[{canceled.Body}]", (await _tenant.GetAsync(Path)).Body);
        (await _tenant.GetAsync($"/api/connections/{sent.Text("connectionId")}")).Is(404);
        (await _tenant.PostAsync($"{Path}/{sent.Text("id")}/cancel")).Is(409);
        (await _tenant.PostAsync($"{Path}/{sent.Text("id")}/resend")).Is(409);
        var other = await server.NewTenantAsync();
        (await other.AcceptAsync(sent.Text("token"), await other.BusinessAsync())).Is(409);
    }

    [Fact]
    public async Task Resending_makes_a_new_token_and_ends_the_old_one()
    {
        await StartAsync();
        var sent = await _tenant.InviteAsync(_business, "a@example.test");
        await server.ExpireAsync(sent);

        var resent = (await _tenant.PostAsync($"{Path}/{sent.Text("id")}/resend")).Ok();

        Assert.Equal((sent.Text("id"), "pending", sent.Text("connectionId")), (resent.Text("id"), resent.Text("status"), resent.Text("connectionId")));
        Assert.True(resent.At("expiresAt").GetDateTimeOffset() >= sent.At("expiresAt").GetDateTimeOffset());
        var other = await server.NewTenantAsync();
        var business = await other.BusinessAsync();
        (await other.AcceptAsync(sent.Text("token"), business)).Is(404);
        (await other.AcceptAsync(resent.Text("token"), business)).Ok();
    }

    [Fact]
    public async Task An_expired_invitation_says_so_and_gives_way_to_a_new_one()
    {
        await StartAsync();
        var sent = await _tenant.InviteAsync(_business, "a@example.test");
        await server.ExpireAsync(sent);
        var other = await server.NewTenantAsync();

        Assert.Equal("expired", (await _tenant.GetAsync(Path)).Texts("status").Single());
        Assert.Contains("expired", (await other.AcceptAsync(sent.Text("token"), await other.BusinessAsync())).Is(409).Text("message"), StringComparison.Ordinal);
        (await other.PostAsync("/api/invitations/decline", new { token = sent.Text("token") })).Is(409);
        await _tenant.InviteAsync(_business, "a@example.test");

        Assert.Equal(["pending", "canceled"], (await _tenant.GetAsync(Path)).Texts("status"));
        Assert.Single((await _tenant.GetAsync("/api/connections?status=pending")).Json.EnumerateArray());
    }

    [Fact]
    public async Task Sent_invitations_are_paged()
    {
        await StartAsync();
        var ids = new List<string>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            ids.Insert(0, (await _tenant.InviteAsync(_business)).Text("id"));
        }

        var first = (await _tenant.GetAsync($"{Path}?limit=2")).Ok();
        var second = (await _tenant.GetAsync($"{Path}?limit=2&cursor={first.Headers.GetValues("X-Next-Cursor").Single()}")).Ok();

        Assert.Equal(ids, [.. first.Texts("id"), .. second.Texts("id")]);
    }

    [Fact]
    public async Task Invitations_of_a_business_out_of_sight_are_not_found()
    {
        await StartAsync();
        var sent = await _tenant.InviteAsync(_business);
        var sibling = await _tenant.BusinessAsync("Sibling");

        foreach (var (stranger, path) in new[]
        {
            (await server.NewTenantAsync(), Path),
            (await _tenant.LimitedToAsync(sibling), Path),
            (_tenant, "/api/businesses/nonsense/invitations"),
        })
        {
            (await stranger.GetAsync(path)).Is(404);
            (await stranger.PostAsync(path, new { role = "payer" })).Is(404);
            (await stranger.PostAsync($"{path}/{sent.Text("id")}/cancel")).Is(404);
            (await stranger.PostAsync($"{path}/{sent.Text("id")}/resend")).Is(404);
        }

        (await _tenant.PostAsync($"/api/businesses/{sibling}/invitations/{sent.Text("id")}/cancel")).Is(404);
    }

    [Fact]
    public async Task Received_are_those_to_the_callers_own_address_or_to_a_business_in_sight()
    {
        await StartAsync();
        var guest = await server.NewTenantAsync();
        var mail = $"{Guid.CreateVersion7(server.Clock.GetUtcNow()):n}@example.test";
        var business = (await guest.PostAsync("/api/businesses", new { name = "Guest", email = mail.ToUpperInvariant() })).Created().Text("id");
        var sibling = await guest.BusinessAsync("Sibling");
        var owner = await OwnerAddressAsync(guest);
        var toBusiness = await _tenant.InviteAsync(_business, mail);
        var toOwner = await _tenant.InviteAsync(_business, owner);
        await _tenant.InviteAsync(_business, "someone@example.test");

        var received = (await guest.GetAsync("/api/invitations")).Ok();

        Assert.Equal([toOwner.Text("id"), toBusiness.Text("id")], received.Texts("id"));
        Assert.Equal(
            ["id", "status", "role", "email", "inviterName", "expiresAt", "createdAt"], received.Json[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal(["payee", "payee"], received.Texts("role"));
        Assert.Equal(["Inviter", "Inviter"], received.Texts("inviterName"));
        Assert.Equal([toBusiness.Text("id")], (await (await guest.LimitedToAsync(business)).GetAsync("/api/invitations")).Ok().Texts("id"));
        Assert.Empty((await (await guest.LimitedToAsync(sibling)).GetAsync("/api/invitations")).Ok().Texts("id"));
        var page = (await guest.GetAsync("/api/invitations?limit=1")).Ok();
        Assert.Equal(
            [toBusiness.Text("id")], (await guest.GetAsync($"/api/invitations?limit=1&cursor={page.Headers.GetValues("X-Next-Cursor").Single()}")).Ok().Texts("id"));
        await server.ExpireAsync(toOwner);
        Assert.Equal(["expired", "pending"], (await guest.GetAsync("/api/invitations")).Ok().Texts("status"));
    }

    [Fact]
    public async Task The_same_key_twice_answers_the_same_token()
    {
        await StartAsync();

        var first = (await _tenant.PostAsync(Path, new { role = "payer", email = "a@example.test" }, key: "k")).Created();
        var again = (await _tenant.PostAsync(Path, new { role = "payer", email = "a@example.test" }, key: "k")).Created();

        Assert.Equal(first.Text("token"), again.Text("token"));
        Assert.Equal(JsonValueKind.String, again.At("url").ValueKind);
    }

    private async Task StartAsync()
    {
        _tenant = await server.NewTenantAsync();
        _business = await _tenant.BusinessAsync("Inviter");
    }

    private async Task<string> OwnerAddressAsync(Tenant tenant)
    {
        await using var command = server.Owner.CreateCommand("select email from users where organization_id = $1");
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
