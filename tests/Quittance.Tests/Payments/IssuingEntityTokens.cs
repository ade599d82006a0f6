using System.Buffers.Text;
using System.Text.Json;
using Quittance.Server.Security;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>Tokens with which a platform's pages act for an entity.</summary>
[Collection<MovesTheClock>]
public sealed class IssuingEntityTokens(TestServer server)
{
    [Fact]
    public async Task It_is_a_jwt_that_says_whom_it_is_for_and_until_when()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        (await tenant.PatchAsync($"/api/businesses/biz_{Guid.Parse(entity["ent_".Length..]):n}", new { foreignId = "acme/1" })).Ok();
        var user = await tenant.UserAsync(entity);
        var options = new { expiresIn = "2d", pages = new { approvals = true }, invoice = new { status = PaymentsSteps.Words("NEW") }, vendors = new { network = "all" }, style = new { primaryColor = "#fff" } };

        var answer = (await tenant.PostAsync($"/entity/acme%2F1/user/{user}/token", options)).Ok();

        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var parts = answer.Json.GetString()!.Split('.');
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", System.Text.Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal(32, Base64Url.DecodeFromChars(parts[2]).Length);
        var claims = ClaimsOf(answer);
        Assert.Equal(($"org_{tenant.Id.Value:d}", entity, user, "acme/1"), (Text(claims, "organizationId"), Text(claims, "entityId"), Text(claims, "userId"), Text(claims, "entityForeignId")));
        Assert.Equal(TimeSpan.FromDays(2).TotalSeconds, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("iat").GetInt64()), server.Clock.GetUtcNow().AddMinutes(-1), server.Clock.GetUtcNow());
        Assert.Equal(JsonSerializer.Serialize(options.pages), claims.GetProperty("options").GetProperty("pages").GetRawText());
        Assert.Equal("2d", Text(claims.GetProperty("options"), "expiresIn"));
    }

    [Theory]
    [InlineData(null, 3600)]
    [InlineData("90", 90)]
    [InlineData("30s", 30)]
    [InlineData("15m", 900)]
    [InlineData("1h", 3600)]
    [InlineData("1 H", 3600)]
    [InlineData("30d", 2_592_000)]
    [InlineData("2w", 1_209_600)]
    public async Task It_works_as_long_as_was_asked(string? expiresIn, int seconds)
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();

        var claims = ClaimsOf((await tenant.PostAsync($"/entity/{entity}/token", new { expiresIn })).Ok());

        Assert.Equal(seconds, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5h")]
    [InlineData("soon")]
    [InlineData("91d")]
    [InlineData("99999999w")]
    public async Task A_span_that_cannot_be_is_refused(string expiresIn)
    {
        var tenant = await server.NewTenantAsync();

        var answer = await tenant.PostAsync($"/entity/{await tenant.EntityAsync()}/token", new { expiresIn });

        Assert.Contains("expiresIn", answer.Is(400).Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_its_time_it_does_not_work_and_is_forgotten()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var embedded = await tenant.EmbeddedAsync(entity, options: new { expiresIn = "1m" });
        (await embedded.GetAsync("/organization")).Ok();

        server.Clock.Advance(TimeSpan.FromMinutes(1));

        (await embedded.GetAsync("/organization")).Is(401);
        await tenant.EmbeddedAsync(entity);
        Assert.Equal(1, await CountAsync(tenant));
    }

    [Fact]
    public async Task No_body_is_as_good_as_an_empty_one_and_no_two_tokens_are_the_same()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();

        var tokens = new[] { await tenant.PostAsync($"/entity/{entity}/token"), await tenant.PostAsync($"/entity/{entity}/token", new { }) };

        Assert.Equal(2, tokens.Select(token => token.Ok().Json.GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_token_of_another_length_or_letter_does_not_work()
    {
        var tenant = await server.NewTenantAsync();
        var token = (await tenant.PostAsync($"/entity/{await tenant.EntityAsync()}/token")).Ok().Json.GetString()!;
        (await tenant.With(token).GetAsync("/organization")).Ok();

        foreach (var forged in new[] { token[..^1], $"{token}A", $"{token[..token.LastIndexOf('.')]}.", token.Replace("eyJ", "eyI", StringComparison.Ordinal) })
        {
            (await tenant.With(forged).GetAsync("/organization")).Is(401);
        }
    }

    [Fact]
    public async Task It_sees_its_entity_and_nothing_else()
    {
        var desk = await Desk.OpenAsync(server);
        var (entity, other) = (PaymentsSteps.EntityOf(desk.Payer), await desk.Tenant.EntityAsync("Other"));

        var embedded = await desk.Tenant.EmbeddedAsync(entity);

        (await embedded.GetAsync($"/entity/{entity}/users")).Ok();
        (await embedded.GetAsync($"/entity/{other}/users")).Is(404);
        (await embedded.PostAsync($"/entity/{other}/token", new { })).Is(404);
        (await embedded.PostAsync($"/entity/{other}/user", new { })).Is(404);
        (await embedded.GetAsync($"/api/businesses/{desk.Payee}")).Is(404);
        (await embedded.PostAsync("/api/businesses", new { name = "New" })).Is(403);
        Assert.Single((await embedded.GetAsync("/api/businesses")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task It_is_for_no_more_than_an_entity_needs()
    {
        var tenant = await server.NewTenantAsync();
        var embedded = await tenant.EmbeddedAsync(await tenant.EntityAsync());

        (await embedded.GetAsync("/api/members")).Is(403);
        (await embedded.PostAsync("/api/tokens", new { name = "more" })).Is(403);
        (await embedded.PostAsync("/organization", new { name = "Mine" })).Is(403);
        (await embedded.PostAsync("/organization/invalidateTokens", new { })).Is(403);
        (await embedded.GetAsync("/transactions")).Ok();
    }

    [Fact]
    public async Task It_does_no_more_than_who_made_it()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var narrow = tenant.With(await TokenMaking.AddAsync(server.Owner, tenant.Id, [Permission.Businesses], null));

        var embedded = await narrow.EmbeddedAsync(entity);

        (await embedded.GetAsync($"/entity/{entity}/users")).Ok();
        (await embedded.GetAsync("/transactions")).Is(403);
    }

    [Fact]
    public async Task What_roles_do_not_allow_it_does_not()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var (viewer, nobody, admin) = (await tenant.UserAsync(entity, "viewer"), await tenant.UserAsync(entity, "cook"), await tenant.UserAsync(entity, "cook", "admin"));
        var (asViewer, asNobody, asAdmin) = (await tenant.EmbeddedAsync(entity, viewer), await tenant.EmbeddedAsync(entity, nobody), await tenant.EmbeddedAsync(entity, admin));
        (await asNobody.GetAsync("/transactions")).Ok();

        (await tenant.PostAsync("/organization", new { rolePermissions = new { viewer = PaymentsSteps.Words("invoice.view.all"), admin = PaymentsSteps.Words("invoice.all", "paymentMethod.all") } })).Ok();

        Assert.Equal((200, 403, 200), ((await asViewer.GetAsync("/transactions")).Status, (await asNobody.GetAsync("/transactions")).Status, (await asAdmin.GetAsync("/transactions")).Status));
        (await asNobody.GetAsync($"/entity/{entity}/users")).Ok();
        var initiate = new { payableId = "pay_0198f00000007000800000000000000a" };
        (await asViewer.PostAsync("/api/payments/initiate", initiate)).Is(403);
        Assert.NotEqual(403, (await asAdmin.PostAsync("/api/payments/initiate", initiate)).Status);

        (await tenant.PostAsync($"/entity/{entity}/user/{viewer}", new { roles = PaymentsSteps.Words("cook") })).Ok();
        (await asViewer.GetAsync("/transactions")).Is(403);
        (await tenant.PostAsync("/organization", new { rolePermissions = new { } })).Ok();
        (await asViewer.GetAsync("/transactions")).Ok();
    }

    [Fact]
    public async Task Nobody_raises_themselves_by_roles_or_through_somebody_else()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var (viewer, admin) = (await tenant.UserAsync(entity, "viewer"), await tenant.UserAsync(entity, "admin"));
        (await tenant.PostAsync("/organization", new { rolePermissions = new { viewer = PaymentsSteps.Words("invoice.view.all"), admin = PaymentsSteps.Words("invoice.all") } })).Ok();
        var (asViewer, asAdmin) = (await tenant.EmbeddedAsync(entity, viewer), await tenant.EmbeddedAsync(entity, admin));

        (await asViewer.PostAsync($"/entity/{entity}/user/{viewer}", new { roles = PaymentsSteps.Words("viewer", "admin") })).Is(403);
        (await asViewer.PostAsync($"/entity/{entity}/user", new { roles = PaymentsSteps.Words("admin") })).Is(403);
        (await asViewer.PostAsync($"/entity/{entity}/user/{admin}/token", new { })).Is(403);
        (await asViewer.PostAsync($"/entity/{entity}/token", new { })).Is(403);

        (await asViewer.PostAsync($"/entity/{entity}/user/{viewer}", new { name = "Vi", roles = PaymentsSteps.Words("viewer") })).Ok();
        (await asAdmin.PostAsync($"/entity/{entity}/user", new { roles = PaymentsSteps.Words("admin") })).Ok();
    }

    [Fact]
    public async Task A_persons_token_makes_more_for_that_person()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var user = await tenant.UserAsync(entity);

        var second = await (await tenant.EmbeddedAsync(entity, user)).EmbeddedAsync(entity, user);

        (await second.GetAsync($"/entity/{entity}/user/{user}")).Ok();
    }

    [Fact]
    public async Task All_end_at_once_when_they_are_invalidated_and_other_tokens_go_on()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var neighbour = await server.NewTenantAsync();
        var theirs = await neighbour.EmbeddedAsync(await neighbour.EntityAsync());
        Tenant[] embedded = [await tenant.EmbeddedAsync(entity), await tenant.EmbeddedAsync(entity, await tenant.UserAsync(entity)), await GroupTokenAsync(tenant, await PaymentsSteps.GroupAsync(tenant, entity))];

        (await tenant.PostAsync("/organization/invalidateTokens", new { })).Is(204);

        foreach (var ended in embedded)
        {
            (await ended.GetAsync("/organization")).Is(401);
        }

        (await tenant.GetAsync("/organization")).Ok();
        (await theirs.GetAsync("/organization")).Ok();
        Assert.Equal(0, await CountAsync(tenant));
    }

    [Fact]
    public async Task Those_of_a_session_can_be_ended_alone()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var (first, second, none) = (await tenant.EmbeddedAsync(entity, options: new { sessionId = "s1" }), await tenant.EmbeddedAsync(entity, options: new { sessionId = "s2" }), await tenant.EmbeddedAsync(entity));

        (await tenant.PostAsync("/organization/invalidateTokens", new { sessionId = PaymentsSteps.Words("s1", "s9") })).Is(204);

        Assert.Equal((401, 200, 200), ((await first.GetAsync("/organization")).Status, (await second.GetAsync("/organization")).Status, (await none.GetAsync("/organization")).Status));
    }

    [Fact]
    public async Task A_groups_token_sees_whoever_is_in_the_group()
    {
        var tenant = await server.NewTenantAsync();
        var (member, outsider) = (await tenant.EntityAsync(), await tenant.EntityAsync());
        var group = await PaymentsSteps.GroupAsync(tenant, member);
        var answer = (await tenant.PostAsync($"/entityGroup/{group}/token", new { })).Ok();
        Assert.Equal(group, Text(ClaimsOf(answer), "entityGroupId"));
        await using var subject = server.Owner.CreateCommand("select subject from audit_entries where organization_id = $1 and action = 'business_token.issued'");
        subject.Parameters.Add(new() { Value = tenant.Id.Value });
        Assert.Equal($"entg_{Guid.Parse(group["entg_".Length..]):n}", await subject.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        var embedded = tenant.With(answer.Json.GetString());

        (await embedded.GetAsync($"/entity/{member}/users")).Ok();
        (await embedded.GetAsync($"/entity/{outsider}/users")).Is(404);
        await ExecuteAsync(tenant, "update business_group_members set business_id = $2 where organization_id = $1", Guid.Parse(outsider["ent_".Length..]));
        (await embedded.GetAsync($"/entity/{member}/users")).Is(404);
        (await embedded.GetAsync($"/entity/{outsider}/users")).Ok();
        await ExecuteAsync(tenant, "delete from business_groups where organization_id = $1 and $2::uuid is not null", Guid.Empty);
        (await embedded.GetAsync($"/entity/{outsider}/users")).Is(404);
    }

    [Fact]
    public async Task An_archived_entitys_tokens_do_not_work()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        var embedded = await tenant.EmbeddedAsync(entity);

        await ExecuteAsync(
            tenant,
            "insert into business_profiles (organization_id, business_id, archived_at) values ($1, $2, now()) on conflict (organization_id, business_id) do update set archived_at = now()",
            Guid.Parse(entity["ent_".Length..]));

        (await embedded.GetAsync("/organization")).Is(401);
    }

    [Fact]
    public async Task The_list_of_api_tokens_has_none_of_them()
    {
        var tenant = await server.NewTenantAsync();
        var before = (await tenant.GetAsync("/api/tokens")).Ok().Json.GetArrayLength();

        await tenant.EmbeddedAsync(await tenant.EntityAsync());

        Assert.Equal(before, (await tenant.GetAsync("/api/tokens")).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task Options_too_large_for_a_token_are_refused()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();

        var answer = await tenant.PostAsync($"/entity/{entity}/token", new { style = new { primaryColor = new string('x', 4000) } });

        Assert.Contains("at most 3000 characters", answer.Is(400).Text("content"), StringComparison.Ordinal);
        var largest = (await tenant.PostAsync($"/entity/{entity}/token", new { style = new { primaryColor = new string('é', 1200) } })).Ok().Json.GetString()!;
        (await tenant.With(largest).GetAsync("/organization")).Ok();
    }

    private static async Task<Tenant> GroupTokenAsync(Tenant tenant, string group) =>
        tenant.With((await tenant.PostAsync($"/entityGroup/{group}/token", new { })).Ok().Json.GetString());

    private static JsonElement ClaimsOf(Answer answer) => JsonDocument.Parse(Base64Url.DecodeFromChars(answer.Json.GetString()!.Split('.')[1])).RootElement;

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private async Task<long> CountAsync(Tenant tenant)
    {
        await using var count = server.Owner.CreateCommand(
            """
            select count(*)
            from api_tokens t
            join gate.directory d on d.kind = 'token' and d.organization_id = t.organization_id and d.id = t.id
            where t.organization_id = $1 and (t.business_id is not null or t.group_id is not null)
            """);
        count.Parameters.Add(new() { Value = tenant.Id.Value });
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task ExecuteAsync(Tenant tenant, [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, Guid second)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        command.Parameters.Add(new() { Value = second });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
