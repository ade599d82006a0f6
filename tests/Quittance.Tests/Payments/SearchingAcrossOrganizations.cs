using Quittance.Server.Searching;
using Quittance.Tests.Network;

namespace Quittance.Tests.Payments;

/// <summary>What the organization of the payee finds and sees of a payment, and what was paid before there were documents.</summary>
public sealed class SearchingAcrossOrganizations(TestServer server)
{
    [Fact]
    public async Task Both_find_it_and_see_of_the_other_what_it_tells()
    {
        var both = await server.AcrossAsync();
        await PaidAsync(both);

        var paid = (await both.Payer.GetAsync("/transactions?search=x-1")).Ok();
        var received = (await both.Payee.GetAsync("/transactions?search=x-1")).Ok();

        Assert.Equal((1, 1), (paid.At("count").GetInt32(), received.At("count").GetInt32()));
        var (here, there) = (paid.At("data")[0], received.At("data")[0]);
        Assert.Equal(here.GetProperty("id").GetString(), there.GetProperty("id").GetString());
        Assert.Equal(["NETWORK"], there.GetProperty("payer").GetProperty("counterpartyType").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(["ENTITY"], here.GetProperty("payer").GetProperty("counterpartyType").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal("", there.GetProperty("payer").GetProperty("email").GetString());
        Assert.DoesNotContain("between-us", received.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_name_over_there_is_found_here()
    {
        var both = await server.AcrossAsync();
        await PaidAsync(both);
        Assert.Equal(0, (await both.Payer.GetAsync("/transactions?search=renamed")).Ok().At("count").GetInt32());

        (await both.Payee.PatchAsync($"/api/businesses/{both.PayeeBusiness}", new { name = "Renamed" })).Ok();

        Assert.Equal(1, (await both.Payer.GetAsync("/transactions?search=RENAMED")).Ok().At("count").GetInt32());
    }

    [Fact]
    public async Task What_was_paid_before_there_were_documents_is_found_whether_or_not_its_job_has_run()
    {
        var desk = await Desk.OpenAsync(server);
        (await desk.InitiateAsync(await desk.ApprovedAsync())).Created();
        await desk.Tenant.RunJobsAsync();
        await using (var before = server.Owner.CreateBatch())
        {
            before.BatchCommands.Add(new("delete from transaction_documents where organization_id = $1") { Parameters = { new() { Value = desk.Tenant.Id.Value } } });
            before.BatchCommands.Add(new("delete from transaction_heads where organization_id = $1") { Parameters = { new() { Value = desk.Tenant.Id.Value } } });
            before.BatchCommands.Add(new(
                """
                insert into jobs (organization_id, id, kind, lane, subject_id, due_at, created_at)
                values ($1, gen_random_uuid(), 'build_documents', 'intake', $1, now(), now())
                """)
            { Parameters = { new() { Value = desk.Tenant.Id.Value } } });
            await before.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, (await desk.Tenant.GetAsync("/transactions")).Ok().At("count").GetInt32());
        Assert.Equal(1, (await desk.Tenant.GetAsync("/transactions?search=inv")).Ok().At("count").GetInt32());
        await desk.Tenant.RunJobsAsync();
        await using var left = server.Owner.CreateCommand($"select count(*) from jobs where organization_id = $1 and kind = '{BuildDocuments.JobKind}'");
        left.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        Assert.Equal(0L, await left.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private static async Task PaidAsync(Across both)
    {
        var sent = $"/api/businesses/{both.PayeeBusiness}/payables";
        var inbox = $"/api/businesses/{both.PayerBusiness}/payables";
        var id = (await both.Payee.PostAsync(sent, new { connectionId = both.Connection, invoiceNumber = "X-1", amount = 70, status = "SUBMITTED" })).Created().Text("id");
        (await both.Payer.PostAsync($"{inbox}/{id}/approve")).Ok();
        (await both.Payer.PostAsync("/api/payments/initiate", new { payableId = id, noteToSelf = "between-us" })).Created();
        await both.Payer.RunJobsAsync();
    }
}
