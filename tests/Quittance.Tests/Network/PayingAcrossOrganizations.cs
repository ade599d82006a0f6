using Quittance.Tests.Payments;

namespace Quittance.Tests.Network;

[Collection("moves the clock")]
public sealed class PayingAcrossOrganizations(TestServer server)
{
    [Fact]
    public async Task A_bill_goes_over_to_the_payer_when_it_is_submitted_and_both_see_it_paid()
    {
        var both = await server.AcrossAsync();
        var sent = $"/api/businesses/{both.PayeeBusiness}/payables";
        var inbox = $"/api/businesses/{both.PayerBusiness}/payables";

        var id = (await both.Payee.PostAsync(sent, new
        {
            connectionId = both.Connection,
            invoiceNumber = "X-1",
            amount = 70,
            lineItems = new[] { new { description = "work", quantity = 7, unitPrice = 10 } },
        })).Created().Text("id");
        (await both.Payer.GetAsync($"{inbox}/{id}")).Is(404);
        (await both.Payee.PostAsync($"{sent}/{id}/submit")).Ok();
        var arrived = (await both.Payer.GetAsync($"{inbox}/{id}")).Ok();
        Assert.Equal(("SUBMITTED", 70m, "Paid SAS", 1), (
            arrived.Text("status"), arrived.At("amount").GetDecimal(), arrived.Text("payee.name"), arrived.At("lineItems").GetArrayLength()));

        Assert.Equal("token:first token", (await both.Payer.PostAsync($"{inbox}/{id}/approve")).Ok().Text("approvedBy"));
        Assert.Equal(("APPROVED", "other side"), await StateAsync(both.Payee, $"{sent}/{id}", "approvedBy"));
        var payment = (await both.Payer.PostAsync("/api/payments/initiate", new { payableId = id, noteToSelf = "between-us" })).Created().Text("id");
        await both.Payer.RunJobsAsync();
        Assert.Equal(("SCHEDULED", null), await StateAsync(both.Payee, $"{sent}/{id}", "paymentId"));
        server.Clock.Advance(TimeSpan.FromSeconds(3));
        await both.Payer.RunJobsAsync();

        Assert.Equal(("PAID", payment), await StateAsync(both.Payer, $"{inbox}/{id}", "paymentId"));
        Assert.Equal(("PAID", null), await StateAsync(both.Payee, $"{sent}/{id}", "paymentId"));
        (await both.Payee.GetAsync($"/api/payments/{payment}")).Is(404);
        Assert.Empty((await both.Payee.GetAsync("/api/payments")).Ok().Json.EnumerateArray());
        var payeesLog = await both.Payee.LogAsync();
        Assert.Contains("transaction.completed", payeesLog, StringComparison.Ordinal);
        Assert.DoesNotContain("between-us", payeesLog, StringComparison.Ordinal);
        Assert.DoesNotContain("payment.scheduled", payeesLog, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("select count(*) from payment_methods where organization_id = $1 and (not is_mirror or number_sealed is not null)", both.Payee));
    }

    [Fact]
    public async Task Nobody_acts_with_the_other_organizations_business()
    {
        var both = await server.AcrossAsync();
        var id = await SubmittedAsync(both);

        foreach (var step in new[] { "approve", "cancel", "revise", "submit" })
        {
            (await both.Payee.PostAsync($"/api/businesses/{both.PayerBusiness}/payables/{id}/{step}")).Is(404);
        }

        (await both.Payee.PostAsync($"/api/businesses/{both.PayerBusiness}/payables/{id}/decline", new { reason = "x" })).Is(404);
        (await both.Payee.GetAsync($"/api/businesses/{both.PayerBusiness}/payables/{id}")).Is(404);
        (await both.Payee.PostAsync($"/api/businesses/{both.PayerBusiness}/payables", new { connectionId = both.Connection, amount = 1 })).Is(404);
        (await both.Payer.PutAsync($"/api/businesses/{both.PayeeBusiness}/payables/{id}", new { memo = "x" })).Is(404);
        (await both.Payee.PostAsync("/api/payments/initiate", new { payableId = id })).Is(403);
        (await both.Payee.PostAsync("/api/payments/quick-pay", new { connectionId = both.Connection, amount = 1 })).Is(403);
        (await both.Payee.PostAsync($"/api/businesses/{both.PayerBusiness}/funding-sources", new { type = "wallet" })).Is(404);

        Assert.Equal("SUBMITTED", (await StateAsync(both.Payer, $"/api/businesses/{both.PayerBusiness}/payables/{id}", "memo")).Status);
    }

    [Fact]
    public async Task A_failed_payment_is_told_to_both_and_can_be_tried_again()
    {
        var both = await server.AcrossAsync();
        var id = await SubmittedAsync(both);
        var inbox = $"/api/businesses/{both.PayerBusiness}/payables/{id}";
        (await both.Payer.PostAsync($"{inbox}/approve")).Ok();

        foreach (var note in new[] { "MERCOA-ERROR-R03", null })
        {
            (await both.Payer.PostAsync("/api/payments/initiate", new { payableId = id, noteToSelf = note })).Created();
            await both.Payer.RunJobsAsync();
            server.Clock.Advance(TimeSpan.FromSeconds(3));
            await both.Payer.RunJobsAsync();
            var expected = note is null ? "PAID" : "APPROVED";
            Assert.Equal(expected, (await StateAsync(both.Payer, inbox, "memo")).Status);
            Assert.Equal(expected, (await StateAsync(both.Payee, $"/api/businesses/{both.PayeeBusiness}/payables/{id}", "memo")).Status);
            if (note is not null)
            {
                await ThawAsync(both, id);
            }
        }

        Assert.Contains("transaction.reversed", await both.Payee.LogAsync(), StringComparison.Ordinal);
    }

    // The destination is frozen since the failure. It is kept in the payer's organization, which looks and thaws it.
    private static async Task ThawAsync(Across both, string payable)
    {
        var methods = $"/entity/{PaymentsSteps.EntityOf(both.PayeeBusiness)}/paymentMethod";
        (await both.Payer.PostAsync("/api/payments/initiate", new { payableId = payable })).Is(422);
        var destination = (await both.Payer.GetAsync($"{methods}s")).Ok().Json[0];
        Assert.True(destination.GetProperty("frozen").GetBoolean());
        var path = $"{methods}/{destination.GetProperty("id").GetString()}";
        (await both.Payer.PutAsync(path, new { frozen = false, metadata = new { a = "b" } })).Is(400); // The rest is the other organization's.
        (await both.Payer.PutAsync(path, new { frozen = false })).Ok();
    }

    [Fact]
    public async Task The_payers_rule_judges_what_the_payee_submits_and_tells_the_payer_alone_why_not()
    {
        var both = await server.AcrossAsync();
        (await both.Payer.PatchAsync($"{both.Path}/settings", new { autoApproval = new { enabled = true, maxAmount = new { amount = 50, currency = "USD" } } })).Ok();

        var within = await SubmittedAsync(both, 50);
        var beyond = await SubmittedAsync(both, 51);

        Assert.Equal(("APPROVED", "rule:auto_approval"), await StateAsync(both.Payer, $"/api/businesses/{both.PayerBusiness}/payables/{within}", "approvedBy"));
        Assert.Equal("SUBMITTED", (await StateAsync(both.Payee, $"/api/businesses/{both.PayeeBusiness}/payables/{beyond}", "memo")).Status);
        Assert.Contains($"rule:auto_approval invoice.auto_approval_skipped {beyond}", await both.Payer.LogAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("auto_approval_skipped", await both.Payee.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payee_cannot_get_a_changed_bank_account_past_the_rule_by_submitting_again()
    {
        var both = await server.AcrossAsync();
        (await both.Payer.PatchAsync($"{both.Path}/settings", new { autoApproval = new { enabled = true, maxAmount = new { amount = 50, currency = "USD" } } })).Ok();
        var id = await SubmittedAsync(both, 51);
        await using (var command = server.Owner.CreateCommand("update invoices set account_evidence = 'changed' where organization_id = $1 and id = $2"))
        {
            command.Parameters.Add(new() { Value = both.Payer.Id.Value });
            command.Parameters.Add(new() { Value = NetworkSteps.Uuid(id) });
            Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        var sent = $"/api/businesses/{both.PayeeBusiness}/payables/{id}";
        (await both.Payee.PostAsync($"{sent}/revise")).Ok();
        (await both.Payee.PutAsync(sent, new { amount = 10 })).Ok();

        Assert.Equal("SUBMITTED", (await both.Payee.PostAsync($"{sent}/submit")).Ok().Text("status"));
        Assert.Contains("bank account differs", await both.Payer.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_likely_duplicate_is_the_payers_to_know()
    {
        var both = await server.AcrossAsync();
        var first = await SubmittedAsync(both, 5, "AB-1");
        var second = await SubmittedAsync(both, 6, "ab 1");

        Assert.Equal(first, (await StateAsync(both.Payer, $"/api/businesses/{both.PayerBusiness}/payables/{second}", "possibleDuplicateOf")).Field);
        Assert.Null((await StateAsync(both.Payee, $"/api/businesses/{both.PayeeBusiness}/payables/{second}", "possibleDuplicateOf")).Field);
    }

    [Fact]
    public async Task A_draft_that_went_over_before_goes_on_both_sides_when_it_is_deleted()
    {
        var both = await server.AcrossAsync();
        var id = await SubmittedAsync(both);
        var sent = $"/api/businesses/{both.PayeeBusiness}/payables/{id}";
        (await both.Payer.PostAsync($"/api/businesses/{both.PayerBusiness}/payables/{id}/decline", new { reason = "twice" })).Ok();
        Assert.Equal(("DECLINED", "twice"), await StateAsync(both.Payee, sent, "declineReason"));
        (await both.Payee.PostAsync($"{sent}/revise")).Ok();

        (await both.Payee.DeleteAsync(sent)).Is(204);

        (await both.Payee.GetAsync(sent)).Is(404);
        (await both.Payer.GetAsync($"/api/businesses/{both.PayerBusiness}/payables/{id}")).Is(404);
        Assert.Empty((await both.Payer.GetAsync($"{both.Path}/invoices")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task Both_sides_deciding_at_once_end_in_one_decision_that_both_see()
    {
        var both = await server.AcrossAsync();
        var id = await SubmittedAsync(both);
        var inbox = $"/api/businesses/{both.PayerBusiness}/payables/{id}";
        var sent = $"/api/businesses/{both.PayeeBusiness}/payables/{id}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            n % 2 == 0 ? both.Payer.PostAsync($"{inbox}/approve") : both.Payee.PostAsync($"{sent}/cancel")));

        var won = Assert.Single(answers, answer => answer.Status == 200).Text("status");
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Contains(answer.Status, (int[])[403, 409]));
        Assert.Equal(won, (await StateAsync(both.Payer, inbox, "memo")).Status);
        Assert.Equal(won, (await StateAsync(both.Payee, sent, "memo")).Status);
    }

    private static async Task<string> SubmittedAsync(Across both, decimal amount = 20, string? number = null) => (await both.Payee.PostAsync(
        $"/api/businesses/{both.PayeeBusiness}/payables",
        new { connectionId = both.Connection, invoiceNumber = number ?? $"N-{amount}", amount, status = "SUBMITTED" })).Created().Text("id");

    private static async Task<(string Status, string? Field)> StateAsync(Tenant tenant, string path, string field)
    {
        var read = (await tenant.GetAsync(path)).Ok();
        return (read.Text("status"), read.At(field).GetString());
    }

    private async Task<long> CountAsync(string sql, Tenant tenant)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
