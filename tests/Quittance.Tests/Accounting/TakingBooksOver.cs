namespace Quittance.Tests.Accounting;

/// <summary>A business that connects the same books again goes on where it was, so that nothing is pushed twice.</summary>
public sealed class TakingBooksOver(TestServer server)
{
    private static readonly string[] Tables = ["ledger_accounts", "accounting_tax_rates", "accounting_records", "accounting_objects"];

    [Fact]
    public async Task What_an_earlier_connection_kept_in_step_is_the_new_ones()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var first = await desk.ConnectAsync();
        await KeepInStepAsync(desk, first);
        await EndAsync(desk, first);

        var second = await desk.ConnectAsync();

        Assert.All(await HoldersAsync(desk), holder => Assert.Equal([second], holder));
        Assert.Equal("page 7", await desk.ColumnAsync<string>(second, "place"));
    }

    [Fact]
    public async Task It_passes_on_over_connections_to_other_books()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var first = await desk.ConnectAsync();
        await KeepInStepAsync(desk, first);
        await EndAsync(desk, first);
        var other = await desk.ConnectAsync($"{desk.Company}-other");
        Assert.All(await HoldersAsync(desk), holder => Assert.Equal([first], holder));
        await EndAsync(desk, other);

        var third = await desk.ConnectAsync();
        await EndAsync(desk, third);
        var fourth = await desk.ConnectAsync();

        Assert.All(await HoldersAsync(desk), holder => Assert.Equal([fourth], holder));
        Assert.Equal("page 7", await desk.ColumnAsync<string>(fourth, "place"));
    }

    [Fact]
    public async Task Another_business_with_the_same_books_takes_nothing()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var first = await desk.ConnectAsync();
        await KeepInStepAsync(desk, first);
        await EndAsync(desk, first);

        var neighbour = new AccountingDesk(server, desk.Owner, await desk.Owner.BusinessAsync("Neighbour"));
        await neighbour.ConnectAsync(desk.Company);

        Assert.All(await HoldersAsync(desk), holder => Assert.Equal([first], holder));
    }

    private static async Task EndAsync(AccountingDesk desk, string id) => (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> HoldersAsync(AccountingDesk desk)
    {
        var holders = new List<IReadOnlyList<string>>();
        foreach (var table in Tables)
        {
            holders.Add(await desk.TextsAsync($"select distinct accounting_connection_id::text from {table} where organization_id = $1", desk.Organization.Value));
        }

        return holders;
    }

    /// <summary>One row of everything that a synchronisation keeps.</summary>
    private async Task KeepInStepAsync(AccountingDesk desk, string id)
    {
        var (connection, now) = (Guid.Parse(id), server.Clock.GetUtcNow());
        object[] values = [desk.Organization.Value, connection, desk.BusinessValue, now];
        await desk.ExecuteAsync("update accounting_connections set place = 'page 7' where id = $1", connection);
        await desk.ExecuteAsync(
            """
            insert into ledger_accounts (organization_id, id, accounting_connection_id, business_id, remote_id, name, type, status, is_bank_account, updated_at)
            values ($1, gen_random_uuid(), $2, $3, '1', 'Rent', 'expense', 'active', false, $4)
            """,
            values);
        await desk.ExecuteAsync(
            """
            insert into accounting_tax_rates (organization_id, id, accounting_connection_id, business_id, remote_id, name, effective_rate, total_rate, is_active, updated_at)
            values ($1, gen_random_uuid(), $2, $3, '1', 'VAT', 2000, 2000, true, $4)
            """,
            values);
        await desk.ExecuteAsync(
            """
            insert into accounting_records (
                organization_id, id, accounting_connection_id, business_id, object_type, object_id, wanted, status, remote_id, try_at, object_updated_at, pulled_at,
                created_at, updated_at)
            values ($1, gen_random_uuid(), $2, $3, 'vendor', gen_random_uuid(), 'present', 'done', '17', $4, $4, $4, $4, $4)
            """,
            values);
        await desk.ExecuteAsync(
            """
            insert into accounting_objects (organization_id, accounting_connection_id, business_id, object_type, remote_id, version, body, pulled_at)
            values ($1, $2, $3, 'bill', '17', '1', '{}', $4)
            """,
            values);
    }
}
