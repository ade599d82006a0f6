using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quittance.Domain.Payments;
using Quittance.Server.Loading;
using Quittance.Server.Security;

namespace Quittance.Tests.Loading;

/// <summary>What a load brings, seen through the API of a server that runs beside it.</summary>
public sealed class LoadingTransactions(TestServer server)
{
    private const int Loaded = 2000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_counted_and_filtered_as_its_rows_say()
    {
        var tenant = await server.NewTenantAsync();
        var done = await LoadAsync(tenant, Loaded);

        Assert.Equal(Loaded, await CountAsync(tenant, ""));
        Assert.Equal(Loaded / 10, await CountAsync(tenant, $"payerId={done.LargestPayer.Value}"));
        Assert.Equal(done.SmallPayerTransactions, await CountAsync(tenant, $"payerId={done.SmallPayer.Value}"));
        foreach (var status in Enum.GetValues<TransactionStatus>())
        {
            var rows = await CountRowsAsync(tenant, $"status = '{status}'");
            Assert.NotEqual(0, rows);
            Assert.Equal(rows, await CountAsync(tenant, $"status={status}".ToUpperInvariant().Replace("STATUS", "status", StringComparison.Ordinal)));
        }

        foreach (var type in Enum.GetValues<TransactionType>())
        {
            var rows = await CountRowsAsync(tenant, $"replace(type, '_', '') = '{type}'");
            Assert.NotEqual(0, rows);
            Assert.Equal(rows, await CountAsync(tenant, $"transactionType={char.ToLowerInvariant($"{type}"[0])}{$"{type}"[1..]}"));
        }

        var check = await ScalarAsync<int>(tenant, "select max(check_number) from transactions where organization_id = $1");
        Assert.InRange(await CountAsync(tenant, $"search={check}"), 1, Loaded);
        var name = await ScalarAsync<string>(tenant, "select p.name from parties p join transactions t using (organization_id) where t.organization_id = $1 and p.id = t.payee_id limit 1");
        Assert.InRange(await CountAsync(tenant, $"search={Uri.EscapeDataString(name)}"), 1, Loaded);
    }

    [Fact]
    public async Task It_is_shown_as_what_was_made_by_hand_is()
    {
        var tenant = await server.NewTenantAsync();
        var done = await LoadAsync(tenant, Loaded);

        var page = (await tenant.GetAsync($"/transactions?payerId={done.LargestPayer.Value}&startingAfter={done.Cursor.Value}&limit=100")).Ok();
        var shown = page.At("data").EnumerateArray().ToList();
        Assert.Equal((Loaded / 10 / 2) - 1, shown.Count);
        foreach (var transaction in shown.Take(20))
        {
            Assert.Equal((await tenant.GetAsync($"/transaction/{transaction.GetProperty("id").GetString()}")).Ok().Json.GetRawText(), transaction.GetRawText());
            foreach (var invoice in transaction.GetProperty("invoices").EnumerateArray())
            {
                var bill = (await tenant.GetAsync($"/invoice/{invoice.GetProperty("id").GetString()}")).Ok();
                Assert.Equal(invoice.GetProperty("lineItems").GetRawText(), bill.At("lineItems").GetRawText());
                Assert.Equal(transaction.GetProperty("vendor").GetRawText(), bill.At("vendor").GetRawText());
            }
        }
    }

    [Fact]
    public async Task A_second_load_goes_on_with_the_same_businesses_and_a_search_finds_it_at_once()
    {
        var tenant = await server.NewTenantAsync();
        var first = await LoadAsync(tenant, 300);
        var before = await CountAsync(tenant, "search=inv-");

        var second = await LoadAsync(tenant, 200);

        Assert.Equal(first.LargestPayer, second.LargestPayer);
        Assert.Equal(500, await CountAsync(tenant, ""));
        Assert.InRange(await CountAsync(tenant, "search=inv-"), before + 1, 500);
        Assert.Equal(await CountAsync(tenant, $"payerId={first.LargestPayer.Value}"), second.LargestPayerTransactions);
        var newest = (await tenant.GetAsync("/transactions?limit=1")).Ok().At("data")[0].GetProperty("createdAt").GetDateTimeOffset();
        Assert.True(newest > second.From, $"the newest is of {newest}, the second load began at {second.From}");
    }

    [Fact]
    public async Task What_it_brings_to_a_wallet_is_shown_on_it()
    {
        var tenant = await server.NewTenantAsync();
        await LoadAsync(tenant, 300);
        var wallet = await ScalarAsync<string>(
            tenant,
            """
            select '/entity/ent_' || business_id || '/paymentMethod/pm_' || id from payment_methods m
            where organization_id = $1 and kind = 'wallet'
            order by (select count(*) from transactions t where t.organization_id = $1 and (t.source_id = m.id or t.destination_id = m.id)) desc, created_at, id
            limit 1
            """);
        var before = await AvailableAsync(wallet);

        await LoadAsync(tenant, 300);

        var after = await AvailableAsync(wallet);
        Assert.NotEqual(before, after);
        Assert.Equal(await AvailableAsync($"{wallet}/wallet-balance"), after);

        async Task<decimal> AvailableAsync(string path) => (await tenant.GetAsync(path)).Ok().At("availableBalance.amount").GetDecimal();
    }

    [Fact]
    public async Task A_load_that_stops_leaves_whole_transactions_and_can_be_gone_on_with()
    {
        var tenant = await server.NewTenantAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(tenant, 400, line =>
        {
            if (line.Contains("per second", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }, stop.Token));
        var left = await CountRowsAsync(tenant, "true");
        await LoadAsync(tenant, 100);

        Assert.Equal(left + 100, await CountAsync(tenant, ""));
        Assert.Equal(left + 100, await ScalarAsync<long>(tenant, "select sum(last_seq)::bigint from transaction_heads where organization_id = $1"));
    }

    [Fact]
    public async Task Only_the_named_organization_is_touched()
    {
        var (tenant, other) = (await server.NewTenantAsync(), await server.NewTenantAsync());
        await LoadAsync(other, 100);
        var before = await FootprintAsync(other);

        await LoadAsync(tenant, 100);

        Assert.Equal(before, await FootprintAsync(other));
    }

    private Task<LoadReport> LoadAsync(Tenant tenant, long transactions) => RunAsync(tenant, transactions, _ => { }, Cancel);

    private Task<LoadReport> RunAsync(Tenant tenant, long transactions, Action<string> tell, CancellationToken cancel) =>
        server.Services.GetRequiredService<LoadTransactions>().RunAsync(server.Owner, Caller.System(tenant.Id, "test"), new LoadRequest(transactions, 1), tell, cancel);

    private static async Task<long> CountAsync(Tenant tenant, string query) => (await tenant.GetAsync($"/transactions?limit=1&{query}")).Ok().At("count").GetInt64();

    private Task<long> CountRowsAsync(Tenant tenant, string condition) =>
        ScalarAsync<long>(tenant, $"select count(*) from transactions where organization_id = $1 and ({condition.ToLowerInvariant()})");

    // Every table of an organization, each row of it.
    private async Task<string> FootprintAsync(Tenant tenant)
    {
        var tables = await ScalarAsync<string[]>(
            tenant,
            """
            select array_agg(table_name::text order by table_name) from information_schema.columns
            where table_schema = 'public' and column_name = 'organization_id' and $1::uuid is not null
            """);
        var sums = new List<string>();
        foreach (var table in tables)
        {
            sums.Add($"{table} {await ScalarAsync<string>(tenant, $"select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from {table} t where organization_id = $1")}");
        }

        return string.Join('\n', sums);
    }

    private async Task<T> ScalarAsync<T>(Tenant tenant, string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.Id.Value });
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
