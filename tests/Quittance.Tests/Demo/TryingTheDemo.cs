using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Cli;
using Quittance.Server.Demo;
using Quittance.Server.Storage;
using Quittance.Server.Users;
using Quittance.Server.Verification;

namespace Quittance.Tests.Demo;

public sealed class TryingTheDemo(TestServer server)
{
    [Fact]
    public async Task Every_state_is_there_and_the_database_is_in_order()
    {
        var cancel = TestContext.Current.CancellationToken;
        var made = await DemoOrganization.CreateAsync(
            server.Services.GetRequiredService<CreateOrganization>(), server.Services.GetRequiredService<FillDemo>(), cancel);
        var demo = new Tenant(server, new OrganizationId(Guid.ParseExact(made.OrganizationId["org_".Length..], "N")), made.Token, made.InitialPassword);

        Assert.Equal(["DE", "FR", "US"], made.Businesses.Select(business => business.Country).Distinct().Order());
        Assert.Equal(["active", "archived", "pending"], await StatesAsync(demo, "/api/connections?status=active", "/api/connections?status=archived", "/api/connections?status=pending"));
        Assert.Equal(
            ["APPROVED", "CANCELLED", "DECLINED", "DRAFT", "PAID", "SCHEDULED", "SUBMITTED"],
            await StatesAsync(demo, [.. made.Businesses.Select(business => $"/api/businesses/{business.Id}/payables")]));
        Assert.Equal(["COMPLETED", "FAILED", "PENDING", "PROCESSING"], await StatesAsync(demo, "/api/payments"));
        Assert.Equal(
            ["approved", "canceled", "declined", "draft", "failed", "paid", "paying", "scheduled", "submitted"],
            await TextsAsync(demo, "select distinct status from invoices where organization_id = $1 order by 1"));
        Assert.Equal(["completed", "failed", "pending"], await TextsAsync(demo, "select distinct status from transactions where organization_id = $1 order by 1"));

        var atelier = made.Businesses[0].Id;
        var imported = Assert.Single((await demo.GetAsync($"/api/businesses/{atelier}/imports")).Ok().Json.EnumerateArray());
        var bill = (await demo.GetAsync($"/api/businesses/{atelier}/payables/{imported.GetProperty("invoiceId").GetString()}")).Ok();
        Assert.Equal(("created", 0), (imported.GetProperty("outcome").GetString(), imported.GetProperty("faults").GetArrayLength()));
        Assert.Equal(("SCHEDULED", 714m, "rule:auto_approval"), (bill.Text("status"), bill.At("amount").GetDecimal(), bill.Text("approvedBy")));
        Assert.Equal(["Approver", "Owner", "Payer"], Rows(await demo.GetAsync("/api/members")).Select(member => member.GetProperty("role").ToString()).Order());
        Assert.NotEmpty(Rows(await demo.GetAsync("/api/tags")));
        Assert.NotEmpty(Rows(await demo.GetAsync($"/api/businesses/{atelier}/funding-sources")));

        var results = await VerifyDatabase.RunAsync(server.Owner, server.Options.MasterKeys, server.Clock, _ => { }, cancel);
        Assert.True(results.Count > 5);
        // Other tests break other organizations at the same time, on purpose.
        Assert.DoesNotContain(results.SelectMany(result => result.Faults), fault => fault.Contains(made.OrganizationId, StringComparison.Ordinal));
    }

    [Fact]
    public void What_it_prints_can_be_pasted_into_a_shell()
    {
        var made = new DemoOrganization("org_1", "owner@demo.example", "pass", "qtk_secret", [new DemoBusiness("biz_1", "Atelier", "FR")]);

        var text = made.ToText("http://127.0.0.1:8080");

        Assert.Contains("owner@demo.example and pass", text, StringComparison.Ordinal);
        Assert.EndsWith("curl -H 'Authorization: Bearer qtk_secret' 'http://127.0.0.1:8080/api/businesses/biz_1/payables'", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", string.Create(CultureInfo.InvariantCulture, $"{made}"), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> StatesAsync(Tenant demo, params IReadOnlyList<string> lists)
    {
        var states = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var list in lists)
        {
            states.UnionWith(Rows(await demo.GetAsync(list)).Select(row => row.GetProperty("status").GetString()!));
        }

        return [.. states];
    }

    private static Task<IReadOnlyList<string>> TextsAsync(Tenant demo, string sql) => Users.People.TextsAsync(demo, sql);

    private static List<JsonElement> Rows(Answer answer) => [.. answer.Ok().Json.EnumerateArray()];
}
