namespace Quittance.Tests.Network;

public sealed class DecidingOnPayables(TestServer server)
{
    [Fact]
    public async Task A_bill_goes_from_draft_to_approved_and_says_who_approved()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await desk.PayableAsync(status: "DRAFT")).Text("id");

        var submitted = (await desk.SenderStepAsync(id, "submit")).Ok();
        var approved = (await desk.StepAsync(id, "approve")).Ok();

        Assert.Equal(("SUBMITTED", "APPROVED"), (submitted.Text("status"), approved.Text("status")));
        Assert.Equal("token:first token", approved.Text("approvedBy"));
        Assert.NotNull(approved.Text("approvedAt"));
        var log = await desk.Tenant.LogAsync();
        foreach (var step in new[] { "invoice.created", "invoice.submitted", "invoice.approved" })
        {
            Assert.Contains(step, log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_number_is_needed_to_submit()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await desk.Tenant.PostAsync(desk.Sent, new { connectionId = desk.Connection, amount = 1 })).Created().Text("id");

        Assert.Equal(["invoiceNumber"], (await desk.SenderStepAsync(id, "submit")).Is(422).FaultyFields());
    }

    [Fact]
    public async Task A_declined_bill_keeps_its_reason_until_it_comes_again()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await desk.PayableAsync()).Text("id");

        Assert.Equal(["reason"], (await desk.StepAsync(id, "decline", new { reason = " " })).Is(422).FaultyFields());
        var declined = (await desk.StepAsync(id, "decline", new { reason = "wrong price" })).Ok();
        var draft = (await desk.SenderStepAsync(id, "revise")).Ok();
        var again = (await desk.SenderStepAsync(id, "submit")).Ok();

        Assert.Equal(("DECLINED", "wrong price"), (declined.Text("status"), declined.Text("declineReason")));
        Assert.Equal(("DRAFT", "SUBMITTED", null), (draft.Text("status"), again.Text("status"), again.At("declineReason").GetString()));
    }

    [Fact]
    public async Task Revising_an_approved_bill_is_refused_and_canceling_it_is_the_payers()
    {
        var desk = await Desk.OpenAsync(server);
        var id = await desk.ApprovedAsync();

        (await desk.SenderStepAsync(id, "revise")).Is(409);
        (await desk.SenderStepAsync(id, "cancel")).Is(403);
        Assert.Equal("CANCELLED", (await desk.StepAsync(id, "cancel")).Ok().Text("status"));
        Assert.Equal("DRAFT", (await desk.SenderStepAsync(id, "revise")).Ok().Text("status"));
    }

    [Fact]
    public async Task The_payee_neither_approves_nor_declines()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await desk.PayableAsync()).Text("id");

        (await desk.SenderStepAsync(id, "approve")).Is(403);
        (await desk.Tenant.PostAsync($"{desk.Sent}/{id}/decline", new { reason = "no" })).Is(403);

        Assert.Equal("SUBMITTED", (await desk.ReadAsync(id)).Text("status"));
    }

    [Fact]
    public async Task Each_step_needs_its_own_permission()
    {
        var desk = await Desk.OpenAsync(server);
        var writer = await desk.Tenant.PermittedAsync("invoices.write");
        var approver = await desk.Tenant.PermittedAsync("invoices.approve");
        var reader = await desk.Tenant.PermittedAsync("invoices.read");
        var id = (await desk.PayableAsync(status: "DRAFT")).Text("id");

        (await approver.PostAsync($"{desk.Sent}/{id}/submit")).Is(403);
        (await writer.PostAsync($"{desk.Sent}/{id}/submit")).Ok();
        (await writer.PostAsync($"{desk.Payables}/{id}/approve")).Is(403);
        (await writer.GetAsync($"{desk.Payables}/{id}")).Is(403);
        (await reader.PostAsync($"{desk.Payables}/{id}/approve")).Is(403);
        (await approver.PostAsync($"{desk.Payables}/{id}/approve")).Ok();
        (await approver.PostAsync($"{desk.Payables}/{id}/cancel")).Is(403);
        (await reader.GetAsync($"{desk.Payables}/{id}")).Ok();
    }

    [Fact]
    public async Task A_bill_of_others_is_as_unknown_as_one_that_never_was()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await desk.PayableAsync()).Text("id");
        var third = await desk.Tenant.BusinessAsync("Third");
        var stranger = await server.NewTenantAsync();
        var strange = await stranger.BusinessAsync();
        var limited = await desk.Tenant.LimitedToAsync(third);

        foreach (var (who, business) in new[] { (desk.Tenant, third), (limited, third), (stranger, strange) })
        {
            var unknown = (await who.GetAsync($"/api/businesses/{business}/payables/pay_0198f0000000700080000000000000aa")).Is(404);
            foreach (var step in new[] { "submit", "approve", "revise", "cancel" })
            {
                Assert.Equal(unknown.Body, (await who.PostAsync($"/api/businesses/{business}/payables/{id}/{step}")).Is(404).Body);
            }

            Assert.Equal(unknown.Body, (await who.GetAsync($"/api/businesses/{business}/payables/{id}")).Is(404).Body);
            Assert.Equal(unknown.Body, (await who.DeleteAsync($"/api/businesses/{business}/payables/{id}")).Is(404).Body);
            Assert.Equal(unknown.Body, (await who.PutAsync($"/api/businesses/{business}/payables/{id}", new { memo = "x" })).Is(404).Body);
        }

        (await limited.GetAsync($"{desk.Payables}/{id}")).Is(404);
        (await stranger.PostAsync($"{desk.Payables}/{id}/approve")).Is(404);
    }

    [Fact]
    public async Task Eight_approvals_at_once_approve_once()
    {
        var desk = await Desk.OpenAsync(server);
        var id = (await desk.PayableAsync()).Text("id");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => desk.StepAsync(id, "approve")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(7, answers.Count(answer => answer.Status == 409));
        Assert.Equal(1, await CountAsync("select count(*) from audit_entries where organization_id = $1 and action = 'invoice.approved'", desk.Tenant));
    }

    [Fact]
    public async Task The_rule_approves_what_it_allows_and_says_why_not_otherwise()
    {
        var desk = await Desk.OpenAsync(server, new { enabled = true, maxAmount = new { amount = 100, currency = "USD" } });

        var within = await desk.PayableAsync(100m);
        var beyond = await desk.PayableAsync(100.01m);

        Assert.Equal(("APPROVED", "rule:auto_approval"), (within.Text("status"), within.Text("approvedBy")));
        Assert.Equal("SUBMITTED", beyond.Text("status"));
        Assert.Null(within.At("paymentId").GetString());
        var log = await desk.Tenant.LogAsync();
        Assert.Contains($"rule:auto_approval invoice.approved {within.Text("id")}", log, StringComparison.Ordinal);
        Assert.Contains($"rule:auto_approval invoice.auto_approval_skipped {beyond.Text("id")}", log, StringComparison.Ordinal);
        Assert.Contains("is not within", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("requireMatchedSupplier")]
    [InlineData("requireKnownBankAccount")]
    public async Task A_bill_typed_by_hand_has_no_matched_supplier_and_no_known_account(string condition)
    {
        var desk = await Desk.OpenAsync(server, new Dictionary<string, object> { ["enabled"] = true, [condition] = true });

        Assert.Equal("SUBMITTED", (await desk.PayableAsync()).Text("status"));
    }

    [Fact]
    public async Task The_rule_leaves_a_likely_duplicate_to_a_person()
    {
        var desk = await Desk.OpenAsync(server, new { enabled = true });
        await desk.PayableAsync(number: "D-1");

        var repeated = await desk.PayableAsync(99m, number: "d 1");

        Assert.Equal("SUBMITTED", repeated.Text("status"));
    }

    [Fact]
    public async Task A_person_who_approves_accepts_the_bills_bank_account_and_a_rule_does_not()
    {
        var desk = await Desk.OpenAsync(server, new { enabled = true, maxAmount = new { amount = 50, currency = "USD" } });
        var byRule = (await desk.PayableAsync(50m, status: "DRAFT")).Text("id");
        var byPerson = (await desk.PayableAsync(60m)).Text("id");
        var first = await NameAccountAsync(desk, byRule);
        var second = await NameAccountAsync(desk, byPerson);

        (await desk.SenderStepAsync(byRule, "submit")).Ok();
        (await desk.StepAsync(byPerson, "approve")).Ok();

        Assert.Equal("APPROVED", (await desk.ReadAsync(byRule)).Text("status"));
        Assert.Equal(0, await CountAsync("select count(*) from payment_methods where organization_id = $1 and is_confirmed and id = $2", desk.Tenant, first));
        Assert.Equal(1, await CountAsync("select count(*) from payment_methods where organization_id = $1 and is_confirmed and id = $2", desk.Tenant, second));
    }

    // As an import does: an unconfirmed account of the payee that the bill names.
    private async Task<Guid> NameAccountAsync(Desk desk, string payable)
    {
        await using var command = server.Owner.CreateCommand(
            """
            with account as (
                insert into payment_methods (
                    organization_id, id, business_id, kind, account_name, format, last_four, is_confirmed, created_at, updated_at)
                select organization_id, gen_random_uuid(), payee_id, 'bank_account', 'Paid SAS', 'iban', '1234', false, now(), now()
                from invoices where organization_id = $1 and id = $2
                returning id)
            update invoices set destination_id = (select id from account), account_evidence = 'first'
            where organization_id = $1 and id = $2
            returning destination_id
            """);
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        command.Parameters.Add(new() { Value = NetworkSteps.Uuid(payable) });
        return (Guid)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task<long> CountAsync(string sql, Tenant tenant, Guid? id = null)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        if (id is not null)
        {
            command.Parameters.Add(new() { Value = id.Value });
        }

        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
