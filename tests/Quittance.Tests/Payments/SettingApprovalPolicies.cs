using System.Text.Json;
using Quittance.Server.Security;
using Quittance.Tests.Network;
using static Quittance.Tests.Payments.ApprovalDesk;

namespace Quittance.Tests.Payments;

public sealed class SettingApprovalPolicies(TestServer server)
{
    [Fact]
    public async Task Every_kind_of_trigger_and_rule_is_kept_and_shown_as_it_was_given()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, bob) = (await desk.UserAsync("ann"), await desk.UserAsync("bob"));

        var made = await desk.PolicyAsync(
            new { type = "approver", numApprovers = 2, identifierList = new { type = "userList", value = new[] { ann, bob } }, autoAssign = true },
            "root",
            new { type = "amount", amount = 100.129, currency = "USD", comparison = "lt" },
            new { type = "amount", amount = 50, currency = "JPY" },
            new { type = "vendor", vendorIds = new[] { desk.Vendor } },
            Noted("project", "Bridge", "Tunnel"),
            new { type = "catchall" });
        var automatic = await desk.PolicyAsync(new { type = "automatic" });
        var below = await desk.PolicyAsync(ByRoles(1, "Admin", "Controller"), made.Text("id"));

        Assert.Equal(
            $$"""[{"type":"amount","amount":100.12,"currency":"USD","comparison":"lt"},{"type":"amount","amount":50,"currency":"JPY","comparison":"gte"},{"type":"vendor","vendorIds":["{{desk.Vendor}}"]},{"type":"metadata","key":"project","value":["Bridge","Tunnel"]},{"type":"catchall"}]""",
            made.At("trigger").GetRawText());
        Assert.Equal(
            $$"""{"type":"approver","numApprovers":2,"identifierList":{"type":"userList","value":["{{ann}}","{{bob}}"]},"autoAssign":true}""", made.At("rule").GetRawText());
        Assert.Equal("root", made.Text("upstreamPolicyId"));
        Assert.Equal("""{"type":"automatic"}""", automatic.At("rule").GetRawText());
        Assert.Equal(
            ("""{"type":"approver","numApprovers":1,"identifierList":{"type":"rolesList","value":["Admin","Controller"]},"autoAssign":false}""", made.Text("id")),
            (below.At("rule").GetRawText(), below.Text("upstreamPolicyId")));
        Assert.StartsWith("apvl_", made.Text("id"), StringComparison.Ordinal);

        var list = (await desk.Tenant.GetAsync(desk.Policies)).Ok();
        Assert.Equal([made.Body, automatic.Body, below.Body], list.Json.EnumerateArray().Select(policy => policy.GetRawText()));
        Assert.Equal(made.Body, (await desk.Tenant.GetAsync($"{desk.PolicyPath}/{made.Text("id")}")).Ok().Body);
    }

    [Fact]
    public async Task An_update_changes_what_it_names()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var top = (await desk.PolicyAsync(ByRoles(1, "Admin"))).Text("id");
        var made = await desk.PolicyAsync(ByRoles(1, "Admin"), top, new { type = "catchall" });
        var path = $"{desk.PolicyPath}/{made.Text("id")}";

        var changed = (await desk.Tenant.PostAsync(path, new { rule = ByRoles(2, "Owner") })).Ok();

        Assert.Equal(2, changed.At("rule.numApprovers").GetInt32());
        Assert.Equal((made.At("trigger").GetRawText(), top), (changed.At("trigger").GetRawText(), changed.Text("upstreamPolicyId")));
        Assert.Equal("root", (await desk.Tenant.PostAsync(path, new { upstreamPolicyId = "root" })).Ok().Text("upstreamPolicyId"));
        Assert.Equal(0, (await desk.Tenant.PostAsync(path, new { trigger = Array.Empty<object>() })).Ok().At("trigger").GetArrayLength());
        Assert.Equal("Owner", (await desk.Tenant.GetAsync(path)).Ok().At("rule.identifierList.value")[0].GetString());
    }

    [Fact]
    public async Task Deleting_a_policy_deletes_all_downstream_and_says_so_of_each()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var top = (await desk.PolicyAsync(ByRoles(1, "Admin"))).Text("id");
        var middle = (await desk.PolicyAsync(ByRoles(1, "Admin"), top)).Text("id");
        var bottom = (await desk.PolicyAsync(ByRoles(1, "Admin"), middle)).Text("id");
        var beside = (await desk.PolicyAsync(ByRoles(1, "Admin"))).Text("id");

        (await desk.Tenant.DeleteAsync($"{desk.PolicyPath}/{top}")).Is(204);

        Assert.Equal([beside], (await desk.Tenant.GetAsync(desk.Policies)).Ok().Texts("id"));
        (await desk.Tenant.DeleteAsync($"{desk.PolicyPath}/{bottom}")).Is(404);
        var log = await desk.Tenant.LogAsync();
        Assert.All(new[] { top, middle, bottom }, id =>
        {
            Assert.Contains($"approval_policy.deleted apvl_{NetworkSteps.Uuid(id):n}", log, StringComparison.Ordinal);
            Assert.Contains($"approval_policy.deleted {NetworkSteps.Uuid(id):d}", log, StringComparison.Ordinal);
        });
        Assert.DoesNotContain($"approval_policy.deleted apvl_{NetworkSteps.Uuid(beside):n}", log, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Faulty => new()
    {
        { """{"rule":{"type":"automatic"},"upstreamPolicyId":"root"}""", "trigger is required" },
        { """{"trigger":[],"upstreamPolicyId":"root"}""", "rule is required" },
        { """{"trigger":[],"rule":{"type":"automatic"}}""", "upstreamPolicyId is required" },
        { """{"trigger":[],"rule":{"type":"nobody"},"upstreamPolicyId":"root"}""", "rule.type must be one of approver, automatic" },
        { Rule(0, "rolesList", "\"Admin\""), "rule.numApprovers must be between 1 and 20" },
        { Rule(1, "rolesList", ""), "rule.identifierList must have at least one value" },
        { Rule(1, "rolesList", "\" \""), "rule.identifierList is required" },
        { Rule(1, "list", "\"Admin\""), "rule.identifierList.type must be one of rolesList, userList" },
        { Rule(1, "userList", "\"ann\""), "must be an id such as user_" },
        { Rule(1, "userList", "\"user_0197a1f0-0000-7000-8000-000000000000\""), "who is no user of this entity" },
        { """{"trigger":[],"rule":{"type":"approver","identifierList":{"type":"rolesList","value":["Admin"]}},"upstreamPolicyId":"root"}""", "rule.numApprovers is required" },
        { """{"trigger":[],"rule":{"type":"approver","numApprovers":1},"upstreamPolicyId":"root"}""", "rule.identifierList" },
        { Trigger("{}"), "trigger[0].type must be one of amount, vendor, metadata, catchall" },
        { Trigger("null"), "trigger[0].type" },
        { Trigger("""{"type":"amount","currency":"USD"}"""), "trigger[0].amount is required" },
        { Trigger("""{"type":"amount","amount":1}"""), "trigger[0].currency is required" },
        { Trigger("""{"type":"amount","amount":1,"currency":"usd"}"""), "trigger[0].currency must be an ISO 4217" },
        { Trigger("""{"type":"amount","amount":-1,"currency":"USD"}"""), "trigger[0].amount must be an amount of zero or more" },
        { Trigger("""{"type":"amount","amount":1,"currency":"USD","comparison":"ne"}"""), "trigger[0].comparison must be one of eq, gt, gte, lt, lte" },
        { Trigger("""{"type":"vendor","vendorIds":[]}"""), "trigger[0].vendorIds must have at least one value" },
        { Trigger("""{"type":"vendor","vendorIds":["x"]}"""), "must be an id such as ent_" },
        { Trigger("""{"type":"vendor","vendorIds":["ent_0197a1f0-0000-7000-8000-000000000000"]}"""), "which is no entity that is known here" },
        { Trigger("""{"type":"metadata","value":["x"]}"""), "trigger[0].key is required" },
        { Trigger("""{"type":"metadata","key":"x","value":[null]}"""), "trigger[0].value is required" },
        { """{"trigger":[],"rule":{"type":"automatic"},"upstreamPolicyId":"apvl_0197a1f0-0000-7000-8000-000000000000"}""", "upstreamPolicyId must be root or a policy of this entity" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task What_is_wrong_with_a_policy_is_said(string body, string fault)
    {
        var desk = await ApprovalDesk.OpenAsync(server);

        var answer = (await desk.Tenant.PostAsync(desk.PolicyPath, JsonDocument.Parse(body).RootElement)).Is(400);

        Assert.Equal("BadRequest", answer.Text("errorName"));
        Assert.Contains(fault, answer.Text("content"), StringComparison.Ordinal);
        Assert.Equal(0, (await desk.Tenant.GetAsync(desk.Policies)).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task A_policy_is_never_downstream_of_itself_or_of_another_entitys()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var top = (await desk.PolicyAsync(ByRoles(1, "Admin"))).Text("id");
        var below = (await desk.PolicyAsync(ByRoles(1, "Admin"), top)).Text("id");
        var elsewhere = (await desk.Tenant.PostAsync($"/entity/{desk.Vendor}/approval-policy", new { trigger = Array.Empty<object>(), rule = ByRoles(1, "Admin"), upstreamPolicyId = "root" })).Ok().Text("id");

        var path = $"{desk.PolicyPath}/{top}";
        Assert.All(
            await Task.WhenAll(new[] { top, below, elsewhere }.Select(upstream => desk.Tenant.PostAsync(path, new { upstreamPolicyId = upstream }))),
            answer => Assert.Contains("upstreamPolicyId", answer.Is(400).Text("content"), StringComparison.Ordinal));
        Assert.Equal("root", (await desk.Tenant.GetAsync(path)).Ok().Text("upstreamPolicyId"));
    }

    [Fact]
    public async Task Two_who_hang_policies_below_each_other_at_once_make_no_ring()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (one, other) = ((await desk.PolicyAsync(ByRoles(1, "Admin"))).Text("id"), (await desk.PolicyAsync(ByRoles(1, "Admin"))).Text("id"));

        var answers = await Task.WhenAll(
            desk.Tenant.PostAsync($"{desk.PolicyPath}/{one}", new { upstreamPolicyId = other }),
            desk.Tenant.PostAsync($"{desk.PolicyPath}/{other}", new { upstreamPolicyId = one }));

        Assert.Equal([200, 400], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task Somebody_who_was_removed_cannot_be_asked()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var ann = await desk.UserAsync("ann");
        (await desk.Tenant.DeleteAsync($"/entity/{desk.Payer}/user/{ann}")).Is(204);

        (await desk.Tenant.PostAsync(desk.PolicyPath, new { trigger = Array.Empty<object>(), rule = ByUsers(1, ann), upstreamPolicyId = "root" })).Is(400);
    }

    [Fact]
    public async Task One_key_makes_one_policy_and_another_trigger_under_it_is_refused()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        object Body(decimal amount) => new { trigger = new[] { new { type = "amount", amount, currency = "USD" } }, rule = ByRoles(1, "Admin"), upstreamPolicyId = "root" };

        var first = (await desk.Tenant.PostAsync(desk.PolicyPath, Body(1), "key")).Ok();

        Assert.Equal(first.Body, (await desk.Tenant.PostAsync(desk.PolicyPath, Body(1), "key")).Ok().Body);
        (await desk.Tenant.PostAsync(desk.PolicyPath, Body(2), "key")).Is(409);
        Assert.Equal(1, (await desk.Tenant.GetAsync(desk.Policies)).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task An_entity_is_named_by_its_foreign_id_too_even_with_a_slash()
    {
        var tenant = await server.NewTenantAsync();
        (await tenant.PostAsync("/api/businesses", new { name = "Payer", foreignId = "acme/1" })).Created();

        var made = (await tenant.PostAsync("/entity/acme%2F1/approval-policy", new { trigger = Array.Empty<object>(), rule = ByRoles(1, "Admin"), upstreamPolicyId = "root" })).Ok();

        Assert.Equal([made.Text("id")], (await tenant.GetAsync("/entity/acme%2f1/approval-policies")).Ok().Texts("id"));
    }

    [Fact]
    public async Task Policies_stand_behind_the_walls()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var policy = (await desk.PolicyAsync(ByRoles(1, "Admin"))).Text("id");
        var path = $"{desk.PolicyPath}/{policy}";

        foreach (var stranger in new[] { await server.NewTenantAsync(), await desk.Tenant.LimitedToAsync(desk.Desk.Payee) })
        {
            Assert.Equal("There is no such entity.", (await stranger.GetAsync(desk.Policies)).Is(404).Text("content"));
            (await stranger.GetAsync(path)).Is(404);
            (await stranger.PostAsync(path, new { rule = ByRoles(2, "Admin") })).Is(404);
            (await stranger.DeleteAsync(path)).Is(404);
            (await stranger.PostAsync(desk.PolicyPath, new { trigger = Array.Empty<object>(), rule = ByRoles(1, "Admin"), upstreamPolicyId = "root" })).Is(404);
        }

        (await desk.Tenant.GetAsync($"/entity/{desk.Vendor}/approval-policy/{policy}")).Is(404);
        var reader = await desk.Tenant.PermittedAsync(Permission.InvoicesApprove);
        (await reader.PostAsync(path, new { rule = new { type = "automatic" } })).Is(403);
        Assert.Equal(1, (await desk.Tenant.GetAsync(path)).Ok().At("rule.numApprovers").GetInt32());
    }

    private static string Rule(int count, string type, string values) =>
        $$$"""{"trigger":[],"rule":{"type":"approver","numApprovers":{{{count}}},"identifierList":{"type":"{{{type}}}","value":[{{{values}}}]}},"upstreamPolicyId":"root"}""";

    private static string Trigger(string trigger) => $$"""{"trigger":[{{trigger}}],"rule":{"type":"automatic"},"upstreamPolicyId":"root"}""";
}
