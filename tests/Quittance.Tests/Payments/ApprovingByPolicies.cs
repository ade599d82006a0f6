using Quittance.Tests.Network;
using static Quittance.Tests.Payments.ApprovalDesk;

namespace Quittance.Tests.Payments;

public sealed class ApprovingByPolicies(TestServer server)
{
    [Fact]
    public async Task The_last_of_two_people_approves_the_bill_and_both_are_named()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, bob) = (await desk.UserAsync("Ann", "Admin"), await desk.UserAsync("Bob", "Admin"));
        var policy = await desk.PolicyAsync(ByRoles(2, "Admin"));
        var bill = await desk.BillAsync();

        (await desk.ApproveAsync(bill, ann, "Looks right.")).Is(204);

        Assert.Equal(("NEW", "APPROVE NONE"), (await desk.StatusAsync(bill), await desk.ActionsAsync(bill)));
        (await desk.ApproveAsync(bill, bob)).Is(204);

        var shown = await desk.ShownAsync(bill);
        Assert.Equal(("APPROVED", "APPROVE APPROVE"), (await desk.StatusAsync(bill), await desk.ActionsAsync(bill)));
        Assert.Equal("approvers: Ann, Bob", await ApproverAsync(desk, bill));
        Assert.Equal([policy.Body], shown.GetProperty("approvalPolicy").EnumerateArray().Select(copy => copy.GetRawText()));
        Assert.Equal([policy.Text("id"), policy.Text("id")], await desk.SlotsAsync(bill, "approvalPolicyId"));
        Assert.Equal(["""["Admin"]""", """["Admin"]"""], await desk.SlotsAsync(bill, "eligibleRoles"));
        var comment = Assert.Single(shown.GetProperty("comments").EnumerateArray());
        Assert.Equal(
            ("Looks right.", ann, "APPROVE"),
            (comment.GetProperty("text").GetString(), comment.GetProperty("user").GetProperty("id").GetString(), comment.GetProperty("associatedApprovalAction").GetProperty("action").GetString()));
        var log = await desk.Tenant.LogAsync();
        Assert.Contains($"for user_{NetworkSteps.Uuid(ann):n} invoice.approval_given {PayableOf(bill)}", log, StringComparison.Ordinal);
        Assert.Contains($"for user_{NetworkSteps.Uuid(bob):n} invoice.approved {PayableOf(bill)}", log, StringComparison.Ordinal);
        Assert.Contains($"invoice.approval_given {NetworkSteps.Uuid(bill):d}", log, StringComparison.Ordinal);
        Assert.Contains($"invoice.approvals_requested {NetworkSteps.Uuid(bill):d}", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_or_has_already_is_refused_by_name()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, dan) = (await desk.UserAsync("Ann", "Admin"), await desk.UserAsync("Dan", "Clerk"));
        var eve = await desk.Tenant.BusinessUserAsync(desk.Desk.Payee, "Eve", "Admin");
        var gone = await desk.UserAsync("Gone", "Admin");
        (await desk.Tenant.DeleteAsync($"/entity/{desk.Payer}/user/{gone}")).Is(204);
        await desk.PolicyAsync(ByRoles(2, "Admin"));
        var bill = await desk.BillAsync();

        Assert.Equal("Forbidden", (await desk.ApproveAsync(bill, dan)).Is(403).Text("errorName"));
        Assert.Equal("There is no such user.", (await desk.ApproveAsync(bill, eve)).Is(404).Text("content"));
        (await desk.ApproveAsync(bill, gone)).Is(404);
        (await desk.ApproveAsync(bill, "nobody")).Is(404);
        Assert.Contains("userId", (await desk.ApproveAsync(bill, "")).Is(400).Text("content"), StringComparison.Ordinal);
        (await desk.ApproveAsync(bill, ann)).Is(204);
        Assert.Contains("No approval slot waits", (await desk.ApproveAsync(bill, ann)).Is(409).Text("content"), StringComparison.Ordinal);
        (await desk.ApproveAsync($"in_{Guid.Empty}", ann)).Is(404);
        Assert.Equal("APPROVE NONE", await desk.ActionsAsync(bill));
    }

    [Fact]
    public async Task Bill_and_person_are_named_by_their_foreign_ids_too()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        await desk.UserAsync("Ann", "Admin");
        await desk.PolicyAsync(ByRoles(1, "Admin"));
        var bill = await desk.BillAsync();
        await desk.Tenant.SqlAsync("update invoice_plans set foreign_id = 'po/7' where organization_id = $1");

        (await desk.ApproveAsync("po%2F7", "Ann")).Is(204);

        Assert.Equal("APPROVED", await desk.StatusAsync(bill));
    }

    [Fact]
    public async Task A_foreign_id_that_two_creators_gave_names_no_bill()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        await desk.UserAsync("Ann", "Admin");
        await desk.PolicyAsync(ByRoles(1, "Admin"));
        var (_, two) = (await desk.BillAsync(), await desk.BillAsync());
        await desk.Tenant.SqlAsync(
            "update invoice_plans set foreign_id = 'po', creator_id = case when invoice_id = $2 then $3 else creator_id end where organization_id = $1",
            NetworkSteps.Uuid(two), NetworkSteps.Uuid(desk.Desk.Payer));

        Assert.Contains("Name the invoice by its id", (await desk.ApproveAsync("po", "Ann")).Is(400).Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_who_rejects_declines_the_bill_and_nobody_approves_it_then()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, bob, dan) = (await desk.UserAsync("Ann", "Admin"), await desk.UserAsync("Bob", "Admin"), await desk.UserAsync("Dan"));
        await desk.PolicyAsync(ByRoles(2, "Admin"));
        var bill = await desk.BillAsync();

        (await desk.RejectAsync(bill, dan)).Is(403);
        (await desk.RejectAsync(bill, ann, "Wrong price.")).Is(204);

        Assert.Equal(("REFUSED", "REJECT NONE"), (await desk.StatusAsync(bill), await desk.ActionsAsync(bill)));
        Assert.Equal("REJECT", (await desk.ShownAsync(bill)).GetProperty("comments")[0].GetProperty("associatedApprovalAction").GetProperty("action").GetString());
        Assert.Equal("Wrong price.", (await desk.Desk.ReadAsync(PayableOf(bill))).Text("declineReason"));
        (await desk.ApproveAsync(bill, bob)).Is(409);

        var other = await desk.BillAsync();
        (await desk.RejectAsync(other, bob)).Is(204);
        Assert.Equal("Rejected by Bob.", (await desk.Desk.ReadAsync(PayableOf(other))).Text("declineReason"));
    }

    [Fact]
    public async Task Downstream_waits_for_upstream()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, cid) = (await desk.UserAsync("Ann", "Admin"), await desk.UserAsync("Cid", "Controller"));
        var top = (await desk.PolicyAsync(ByRoles(1, "Admin"))).Text("id");
        await desk.PolicyAsync(ByUsers(1, cid), top);
        var bill = await desk.BillAsync();

        Assert.Equal(["True", "False"], await desk.SlotsAsync(bill, "upstreamPoliciesApproved"));
        Assert.Equal(top, (await desk.SlotsAsync(bill, "upstreamPolicyId"))[1]);
        (await desk.ApproveAsync(bill, cid)).Is(409);
        (await desk.RejectAsync(bill, cid)).Is(409);
        (await desk.ApproveAsync(bill, ann)).Is(204);
        Assert.Equal(["True", "True"], await desk.SlotsAsync(bill, "upstreamPoliciesApproved"));
        (await desk.ApproveAsync(bill, cid)).Is(204);
        Assert.Equal("APPROVED", await desk.StatusAsync(bill));
    }

    [Fact]
    public async Task Only_the_policies_that_the_bill_triggers_are_asked()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var large = (await desk.PolicyAsync(ByRoles(1, "Admin"), "root", new { type = "amount", amount = 1000, currency = "USD" })).Text("id");
        var project = (await desk.PolicyAsync(ByRoles(1, "Admin"), "root", Noted("project", "Bridge"))).Text("id");
        var vendor = (await desk.PolicyAsync(
            ByRoles(1, "Admin"), "root", new { type = "vendor", vendorIds = new[] { desk.Vendor } }, new { type = "amount", amount = 500, currency = "USD", comparison = "gt" })).Text("id");
        var rest = (await desk.PolicyAsync(ByRoles(1, "Admin"), "root", new { type = "catchall" })).Text("id");

        Assert.Equal([large, vendor], await desk.SlotsAsync(await desk.BillAsync(1000m), "approvalPolicyId"));
        Assert.Equal([vendor], await desk.SlotsAsync(await desk.BillAsync(999.99m), "approvalPolicyId"));
        Assert.Equal([project], await desk.SlotsAsync(await desk.BillAsync(500m, new { project = "Bridge" }), "approvalPolicyId"));
        Assert.Equal([rest], await desk.SlotsAsync(await desk.BillAsync(500m, new { project = "Tunnel" }), "approvalPolicyId"));
    }

    [Fact]
    public async Task A_bill_keeps_the_policies_that_it_was_submitted_under()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var ann = await desk.UserAsync("Ann", "Admin");
        var policy = await desk.PolicyAsync(ByRoles(1, "Admin"));
        var bill = await desk.BillAsync();

        (await desk.Tenant.PostAsync($"{desk.PolicyPath}/{policy.Text("id")}", new { rule = ByRoles(3, "Owner") })).Ok();
        (await desk.Tenant.DeleteAsync($"{desk.PolicyPath}/{policy.Text("id")}")).Is(204);

        Assert.Equal(policy.Body, Assert.Single((await desk.ShownAsync(bill)).GetProperty("approvalPolicy").EnumerateArray()).GetRawText());
        (await desk.ApproveAsync(bill, ann)).Is(204);
        Assert.Equal("APPROVED", await desk.StatusAsync(bill));
    }

    [Fact]
    public async Task A_slot_is_left_to_one_person_and_opened_again()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, bob, dan) = (await desk.UserAsync("Ann", "Admin"), await desk.UserAsync("Bob", "Admin"), await desk.UserAsync("Dan"));
        await desk.PolicyAsync(ByRoles(1, "Admin"));
        var bill = await desk.BillAsync();
        var slot = (await desk.SlotsAsync(bill, "approvalSlotId"))[0]!;

        (await desk.AssignAsync(bill, dan)).Is(403);
        (await desk.AssignAsync(bill, ann)).Is(204);
        Assert.Equal([ann], await desk.SlotsAsync(bill, "assignedUserId"));
        (await desk.ApproveAsync(bill, bob)).Is(409);
        (await desk.AssignAsync(bill, bob)).Is(409);
        (await desk.AssignAsync(bill, "ANY")).Is(400);
        (await desk.AssignAsync(bill, bob, $"inap_{Guid.Empty}")).Is(404);
        (await desk.AssignAsync(bill, "Bob", slot)).Is(204);
        Assert.Equal([bob], await desk.SlotsAsync(bill, "assignedUserId"));
        (await desk.AssignAsync(bill, "ANY", slot)).Is(204);
        Assert.Equal([null], await desk.SlotsAsync(bill, "assignedUserId"));
        (await desk.ApproveAsync(bill, ann)).Is(204);
        (await desk.AssignAsync(bill, bob, slot)).Is(409);
    }

    [Fact]
    public async Task Those_eligible_are_assigned_at_once_where_the_policy_says_so()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, bob) = (await desk.UserAsync("Ann", "Admin"), await desk.UserAsync("Bob", "Admin"));
        await desk.PolicyAsync(ByRoles(true, 3, "Admin"));

        Assert.Equal([ann, bob, null], await desk.SlotsAsync(await desk.BillAsync(), "assignedUserId"));
    }

    [Fact]
    public async Task Without_slots_anybody_of_the_payer_decides()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        await desk.UserAsync("Dan");
        var (one, other) = ((await desk.Desk.PayableAsync()).Text("id"), (await desk.Desk.PayableAsync()).Text("id"));

        (await desk.ApproveAsync($"in_{NetworkSteps.Uuid(one):n}", "Dan", "Fine.")).Is(204);
        (await desk.RejectAsync($"{NetworkSteps.Uuid(other):d}", "Dan")).Is(204);

        Assert.Equal(("APPROVED", "approvers: Dan"), (await desk.StatusAsync(one), await ApproverAsync(desk, one)));
        Assert.Equal("REFUSED", await desk.StatusAsync(other));
    }

    [Fact]
    public async Task Nobody_is_asked_without_a_policy_or_by_an_automatic_one()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var payable = (await desk.Desk.PayableAsync(10m)).Text("id");

        Assert.Equal("rule:no_approval_policy", (await RequestAsync(desk.Tenant, payable)).ApprovedBy?.Label);

        await desk.PolicyAsync(ByRoles(1, "Admin"));
        await desk.PolicyAsync(new { type = "automatic" }, "root", new { type = "amount", amount = 20, currency = "USD", comparison = "lt" });
        var small = await RequestAsync(desk.Tenant, payable);
        var large = await RequestAsync(desk.Tenant, (await desk.Desk.PayableAsync(20m, "DRAFT")).Text("id"));
        Assert.Equal(("rule:automatic_approval_policy", 0), (small.ApprovedBy?.Label, small.Approvals.Slots.Count));
        Assert.Equal((null, 1), (large.ApprovedBy, large.Approvals.Slots.Count));
        Assert.Equal(2, (await desk.ShownAsync(payable)).GetProperty("approvalPolicy").GetArrayLength());
    }

    [Fact]
    public async Task Other_ways_of_approving_do_not_pass_over_open_slots()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var ann = await desk.UserAsync("Ann", "Admin");
        await desk.PolicyAsync(ByRoles(1, "Admin"));
        var bill = await desk.BillAsync();

        var refused = (await desk.Desk.StepAsync(PayableOf(bill), "approve")).Is(409);

        Assert.Contains($"POST /invoice/{bill}/approve", refused.Text("message"), StringComparison.Ordinal);
        Assert.Equal("SUBMITTED", (await desk.Desk.ReadAsync(PayableOf(bill))).Text("status"));
        (await desk.ApproveAsync(bill, ann)).Is(204);
        Assert.Equal("APPROVED", (await desk.Desk.ReadAsync(PayableOf(bill))).Text("status"));
    }

    [Fact]
    public async Task No_rule_of_a_connection_passes_over_policies_and_the_log_says_why()
    {
        var desk = await ApprovalDesk.OpenAsync(server, new { enabled = true });
        await desk.PolicyAsync(ByRoles(1, "Admin"), "root", new { type = "amount", amount = 100, currency = "USD" });

        var large = await desk.Desk.PayableAsync(100m);
        var small = await desk.Desk.PayableAsync(99m);

        Assert.Equal(("SUBMITTED", "APPROVED"), (large.Text("status"), small.Text("status")));
        Assert.Contains(
            $"invoice.auto_approval_skipped {large.Text("id")} {{\"reason\":\"the payer's approval policies ask for people\"}}",
            (await desk.Tenant.LogAsync()).Replace("\\u0027", "'", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_a_person_acts_for_nobody_else()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, bob) = (await desk.UserAsync("Ann", "Admin"), await desk.UserAsync("Bob", "Admin"));
        await desk.PolicyAsync(ByRoles(1, "Admin"));
        var bill = await desk.BillAsync();
        var own = await desk.Tenant.EmbeddedAsync(desk.Payer, ann);

        foreach (var step in new[] { "approve", "reject" })
        {
            Assert.Contains("acts for", (await own.PostAsync($"/invoice/{bill}/{step}", new { userId = bob })).Is(403).Text("content"), StringComparison.Ordinal);
        }

        (await own.PostAsync($"/invoice/{bill}/approve", new { userId = ann })).Is(204);
    }

    [Fact]
    public async Task Only_the_payers_side_decides()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        await desk.UserAsync("Ann", "Admin");
        await desk.PolicyAsync(ByRoles(1, "Admin"));
        var bill = await desk.BillAsync();
        var vendor = await desk.Tenant.LimitedToAsync(desk.Desk.Payee);
        var stranger = await desk.Tenant.LimitedToAsync(await desk.Tenant.BusinessAsync("Elsewhere"));

        (await vendor.PostAsync($"/invoice/{bill}/approve", new { userId = "Ann" })).Is(403);
        (await vendor.PostAsync($"/invoice/{bill}/add-approver", new { userId = "Ann" })).Is(403);
        Assert.Equal("There is no such invoice.", (await stranger.PostAsync($"/invoice/{bill}/approve", new { userId = "Ann" })).Is(404).Text("content"));
        Assert.Equal("There is no such invoice.", (await (await server.NewTenantAsync()).PostAsync($"/invoice/{bill}/reject", new { userId = "Ann" })).Is(404).Text("content"));
        Assert.Equal("NONE", await desk.ActionsAsync(bill));
    }

    [Fact]
    public async Task Only_the_payer_names_approvers_as_the_bill_is_changed()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        var (ann, bob) = (await desk.UserAsync("Ann", "Admin"), await desk.UserAsync("Bob", "Admin"));
        await desk.PolicyAsync(ByRoles(1, "Admin"));
        var bill = await desk.BillAsync();
        var slot = (await desk.SlotsAsync(bill, "approvalSlotId"))[0];
        (await desk.AssignAsync(bill, ann)).Is(204);
        var (vendor, payer) = (await desk.Tenant.LimitedToAsync(desk.Desk.Payee), await desk.Tenant.LimitedToAsync(desk.Desk.Payer));
        Task<Answer> NameAsync(Tenant caller, string user) =>
            caller.PostAsync($"/invoice/{bill}", new { approvers = new object[] { new { approvalSlotId = slot, assignedUserId = user } } });

        (await NameAsync(vendor, "ANY")).Is(403);
        (await NameAsync(vendor, bob)).Is(403);
        Assert.Equal([ann], await desk.SlotsAsync(bill, "assignedUserId"));

        (await NameAsync(payer, bob)).Ok();
        Assert.Equal([bob], await desk.SlotsAsync(bill, "assignedUserId"));
    }

    [Fact]
    public async Task Only_a_bill_that_waits_for_its_payer_is_decided()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        await desk.UserAsync("Ann", "Admin");
        var draft = $"in_{NetworkSteps.Uuid((await desk.Desk.PayableAsync(status: "DRAFT")).Text("id")):d}";
        var approved = $"in_{NetworkSteps.Uuid(await desk.Desk.ApprovedAsync()):d}";

        foreach (var bill in new[] { draft, approved })
        {
            Assert.Contains("cannot be approved or declined", (await desk.ApproveAsync(bill, "Ann")).Is(409).Text("content"), StringComparison.Ordinal);
            (await desk.RejectAsync(bill, "Ann")).Is(409);
            (await desk.AssignAsync(bill, "Ann")).Is(409);
        }
    }

    [Fact]
    public async Task Eight_approvals_of_one_person_at_once_fill_one_slot()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        await desk.UserAsync("Ann", "Admin");
        await desk.PolicyAsync(ByRoles(2, "Admin"));
        var bill = await desk.BillAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.ApproveAsync(bill, "Ann")));

        Assert.Single(answers, answer => answer.Status == 204);
        Assert.All(answers, answer => Assert.True(answer.Status is 204 or 409, answer.Body));
        Assert.Equal("APPROVE NONE", await desk.ActionsAsync(bill));
    }

    [Fact]
    public async Task One_key_approves_once()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        await desk.UserAsync("Ann", "Admin");
        await desk.PolicyAsync(ByRoles(2, "Admin"));
        var bill = await desk.BillAsync();

        (await desk.Tenant.PostAsync($"/invoice/{bill}/approve", new { userId = "Ann", text = "Yes." }, "key")).Is(204);
        (await desk.Tenant.PostAsync($"/invoice/{bill}/approve", new { userId = "Ann", text = "Yes." }, "key")).Is(204);
        (await desk.Tenant.PostAsync($"/invoice/{bill}/approve", new { userId = "Ann", text = "No." }, "key")).Is(409);

        Assert.Single((await desk.ShownAsync(bill)).GetProperty("comments").EnumerateArray());
    }

    [Fact]
    public async Task A_bill_that_is_a_draft_again_is_asked_about_anew()
    {
        var desk = await ApprovalDesk.OpenAsync(server);
        await desk.UserAsync("Ann", "Admin");
        await desk.PolicyAsync(ByRoles(2, "Admin"));
        var bill = await desk.BillAsync();
        (await desk.ApproveAsync(bill, "Ann")).Is(204);

        (await desk.Desk.SenderStepAsync(PayableOf(bill), "revise")).Ok();

        var shown = await desk.ShownAsync(bill);
        Assert.Equal((0, 0), (shown.GetProperty("approvers").GetArrayLength(), shown.GetProperty("approvalPolicy").GetArrayLength()));
        Assert.Contains("invoice.approvals_cleared", await desk.Tenant.LogAsync(), StringComparison.Ordinal);
        (await desk.Desk.SenderStepAsync(PayableOf(bill), "submit")).Ok();
        Assert.Equal("NONE NONE", await desk.ActionsAsync(bill));
    }

    [Fact]
    public async Task Between_organizations_the_payers_people_decide_and_the_payee_learns_only_that_it_was_decided()
    {
        var both = await server.AcrossAsync();
        var ann = await both.Payer.BusinessUserAsync(both.PayerBusiness, "Ann", "Admin");
        await both.Payee.BusinessUserAsync(both.PayeeBusiness, "Ann", "Admin");
        var payer = PaymentsSteps.EntityOf(both.PayerBusiness);
        (await both.Payer.PostAsync($"/entity/{payer}/approval-policy", new { trigger = Array.Empty<object>(), rule = ByRoles(1, "Admin"), upstreamPolicyId = "root" })).Ok();
        var payable = (await both.Payee.PostAsync(
            $"/api/businesses/{both.PayeeBusiness}/payables", new { connectionId = both.Connection, invoiceNumber = "INV-1", amount = 100m, status = "SUBMITTED" })).Created().Text("id");

        var bill = $"in_{NetworkSteps.Uuid(payable):d}";
        Assert.Equal(1, (await ShownAsync(both.Payer, bill)).GetProperty("approvers").GetArrayLength());
        Assert.Equal(0, (await ShownAsync(both.Payee, bill)).GetProperty("approvers").GetArrayLength());
        (await both.Payee.PostAsync($"/invoice/{bill}/approve", new { userId = "Ann" })).Is(403);
        (await both.Payer.PostAsync($"/api/businesses/{both.PayerBusiness}/payables/{payable}/approve")).Is(409);
        (await both.Payer.PostAsync($"/invoice/{bill}/approve", new { userId = "Ann", text = "Secret thoughts." })).Is(204);

        Assert.Equal("APPROVED", (await ShownAsync(both.Payee, bill)).GetProperty("status").GetString());
        var log = await both.Payee.LogAsync();
        Assert.DoesNotContain($"{NetworkSteps.Uuid(ann):n}", log, StringComparison.Ordinal);
        Assert.DoesNotContain("approvals_requested", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", (await ShownAsync(both.Payee, bill)).GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<string> ApproverAsync(ApprovalDesk desk, string bill) => (await desk.Desk.ReadAsync(PayableOf(bill))).Text("approvedBy");
}
