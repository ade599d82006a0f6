using Quittance.Server.Verification;
using Quittance.Simulator;

namespace Quittance.Tests.Intake.Dying;

/// <summary>What has to be so after however many deaths: everything is there, and nothing twice.</summary>
internal static class Once
{
    public static async Task AssertAsync(TestServer server, Trade trade)
    {
        var numbers = trade.Numbers.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(numbers, await ListAsync(server, trade, "select number from invoices where organization_id = $1 and status = 'paid'"));
        Assert.Equal(numbers, await ListAsync(server, trade, "select number from intake_documents where organization_id = $1 and outcome = 'created'"));
        Assert.Equal(
            numbers,
            await ListAsync(
                server, trade,
                """
                select i.number
                from transaction_invoices ti
                join transactions t on t.organization_id = ti.organization_id and t.id = ti.transaction_id
                join invoices i on i.organization_id = ti.organization_id and i.id = ti.invoice_id
                where ti.organization_id = $1 and t.status = 'completed' and t.amount_minor = i.amount_minor
                """));
        Assert.Equal(["0"], await ListAsync(
            server, trade,
            """
            select (select count(*) from invoices where organization_id = $1 and status <> 'paid')
                + (select count(*) from intake_documents where organization_id = $1 and outcome <> 'created')
                + (select count(*) from transactions where organization_id = $1 and status <> 'completed')
            """));

        await AssertBillsAsync(server, trade);
        await AssertDeliveriesAsync(server, trade);
        await AssertStatusesAsync(server, trade);
        Assert.Equal(
            ["poll_invoice_connection", "poll_invoice_connection"],
            await ListAsync(server, trade, "select kind || coalesce(' ' || last_error, '') from jobs where organization_id = $1"));
        var checks = await VerifyDatabase.RunAsync(server.Owner, server.Options.MasterKeys, server.Clock, _ => { }, TestContext.Current.CancellationToken);
        Assert.Empty(checks.SelectMany(check => check.Faults));
    }

    private static async Task AssertBillsAsync(TestServer server, Trade trade)
    {
        var offered = new[] { Provider.Yooz, Provider.Afnor }.SelectMany(provider => trade.Account.Bills(provider).All()).Select(bill => $"{bill.Id} imported");
        Assert.Equal(
            offered.Order(StringComparer.Ordinal), await ListAsync(server, trade, "select external_id || ' ' || status from provider_bills where organization_id = $1"));
    }

    // Each delivery is a row; what was answered 200 is in it, and what was not may be.
    private static async Task AssertDeliveriesAsync(TestServer server, Trade trade)
    {
        var sent = trade.Account.Deliveries.All();
        var kept = await ListAsync(server, trade, "select verdict || ' ' || outcome from webhook_deliveries where organization_id = $1");
        Assert.Equal(Enumerable.Repeat("accepted processed", sent.Count), kept);
        var times = int.Parse(Assert.Single(await ListAsync(server, trade, "select coalesce(sum(times_received), 0) from webhook_deliveries where organization_id = $1")), null);
        Assert.InRange(times, sent.Sum(delivery => delivery.Attempts.Count(attempt => attempt.Status == 200)), sent.Sum(delivery => delivery.Attempts.Count));
    }

    // In hand, approved, paid: for each bill that the platform brought, once and in this order.
    private static async Task AssertStatusesAsync(TestServer server, Trade trade)
    {
        var brought = await ListAsync(server, trade, "select number from intake_documents where organization_id = $1 and provider = 'afnor'");
        var told = trade.Account.Flows.All().OrderBy(flow => flow.SubmittedAt).GroupBy(flow => flow.Status!.InvoiceNumber!, flow => flow.Status!.Code!).ToList();

        Assert.Equal(brought, told.Select(bill => bill.Key).Order(StringComparer.Ordinal));
        Assert.All(told, bill => Assert.Equal("204 205 211", string.Join(' ', bill)));
        Assert.All(trade.Account.Flows.All(), flow => Assert.Equal("Ok", flow.Acknowledgement.Status));
        Assert.Equal(
            Enumerable.Repeat("sent", brought.Count * 3), await ListAsync(server, trade, "select state from bill_statuses where organization_id = $1"));
    }

    private static async Task<IReadOnlyList<string>> ListAsync(TestServer server, Trade trade, string sql)
    {
#pragma warning disable CA2100 // The text is a constant of this file.
        await using var command = server.Owner.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = trade.Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var texts = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
        {
            texts.Add($"{row.GetValue(0)}");
        }

        return [.. texts.Order(StringComparer.Ordinal)];
    }
}
