using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;
using Quittance.Tests.Network;

namespace Quittance.Tests.Accounting;

/// <summary>When the books are read, what is shown of it, and the lists of what is in step.</summary>
[Collection("moves the clock")]
public sealed class AskingForASync(TestServer server)
{
    private const string Connections = "/v1/accounting_connections";
    private const string Records = "/v1/accounting_synced_records";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sync_reads_the_books_and_moves_last_pull_on()
    {
        var books = await KeptBooks.OpenAsync(server);
        var before = (await books.ReadAsync()).GetProperty("last_pull").GetDateTimeOffset();
        server.Clock.Advance(TimeSpan.FromMinutes(1));

        (await books.SyncAsync()).Is(202);
        Assert.Equal(before, (await books.ReadAsync()).GetProperty("last_pull").GetDateTimeOffset());
        await books.Tenant.RunJobsAsync();

        Assert.True((await books.ReadAsync()).GetProperty("last_pull").GetDateTimeOffset() > before);
    }

    [Fact]
    public async Task The_books_are_read_every_hour_by_themselves()
    {
        var books = await KeptBooks.OpenAsync(server);
        var before = (await books.ReadAsync()).GetProperty("last_pull").GetDateTimeOffset();
        server.Clock.Advance(TimeSpan.FromMinutes(50));
        await books.Tenant.RunJobsAsync();
        Assert.Equal(before, (await books.ReadAsync()).GetProperty("last_pull").GetDateTimeOffset());

        server.Clock.Advance(TimeSpan.FromMinutes(11));
        await books.Tenant.RunJobsAsync();

        Assert.True((await books.ReadAsync()).GetProperty("last_pull").GetDateTimeOffset() > before);
    }

    [Fact]
    public async Task Pushing_does_not_read_the_books()
    {
        var books = await KeptBooks.OpenAsync(server);
        var before = (await books.ReadAsync()).GetProperty("last_pull").GetDateTimeOffset();
        server.Clock.Advance(TimeSpan.FromSeconds(5));

        await books.ApprovedAsync();

        Assert.Equal(["done present"], await books.StandAsync("bill"));
        Assert.Equal(before, (await books.ReadAsync()).GetProperty("last_pull").GetDateTimeOffset());
    }

    [Fact]
    public async Task Asked_for_during_a_run_it_runs_once_more_after_it_however_often_it_was_asked_for()
    {
        var books = await KeptBooks.OpenAsync(server);
        (await books.SyncAsync()).Is(202);
        await TakeAsync(books); // A server has it in hand.

        for (var i = 0; i < 3; i++)
        {
            (await books.SyncAsync()).Is(202);
        }

        Assert.Equal(1L, await CountAsync(books, "select count(*) from jobs where organization_id = $1 and kind = 'sync_accounting'"));
        Assert.Equal(1L, await CountAsync(books, "select count(*) from jobs where organization_id = $1 and kind = 'sync_accounting' and asked_at is not null"));
    }

    [Fact]
    public async Task The_run_after_the_one_it_was_asked_for_in_is_one_and_reads_what_came_meanwhile()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var id = await desk.ConsentAsync();
        await desk.Owner.RunJobsAsync();
        var consent = server.Consented.Of(desk.Company);
        consent.Reads = 0;
        var (begun, end) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        consent.Reading = (begun, end);
        (await desk.Api.PostAsync($"{Connections}/{id}/sync")).Is(202);
        var run = desk.Owner.RunJobsAsync();
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        server.Clock.Advance(TimeSpan.FromMilliseconds(10)); // It was asked for after the run began.
        consent.Name = "Renamed meanwhile";
        for (var i = 0; i < 3; i++)
        {
            (await desk.Api.PostAsync($"{Connections}/{id}/sync")).Is(202);
        }

        consent.Reading = null;
        end.SetResult();
        await run;
        await desk.Owner.RunJobsAsync();

        Assert.Equal(2, consent.Reads);
        Assert.Equal("Renamed meanwhile", (await desk.GetAsync(id)).GetProperty("business_info").GetProperty("name").GetString());
        Assert.Equal(["idle"], await desk.TextsAsync(
            "select case when asked_at is null and leased_until is null and due_at > created_at then 'idle' else 'busy' end from jobs where organization_id = $1 and kind = 'sync_accounting'",
            desk.Organization.Value));
    }

    [Fact]
    public async Task Only_a_connected_one_is_synchronised()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        var record = await books.RecordAsync("bill");
        (await books.Api.PostAsync($"{Connections}/{books.Connection}/disconnect")).Ok();

        (await books.SyncAsync()).Is(409);
        (await books.PushAsync(record)).Is(409);
        Assert.Equal("idle", (await books.ProgressAsync()).GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, (await books.ProgressAsync()).GetProperty("next_sync_at").ValueKind);
        Assert.Equal(["done present"], await books.StandAsync("bill")); // What was pushed stays on record.
    }

    [Fact]
    public async Task Progress_says_what_was_done_and_when_it_goes_on()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.Desk.ApprovedAsync();
        await books.Desk.ApprovedAsync();
        var waiting = await books.ProgressAsync();
        Assert.Equal("idle", waiting.GetProperty("status").GetString());
        Assert.True(waiting.GetProperty("next_sync_at").GetDateTimeOffset() <= server.Clock.GetUtcNow());

        await books.Tenant.RunJobsAsync();

        var done = await books.ProgressAsync();
        Assert.Equal(("idle", 3), (done.GetProperty("status").GetString(), done.GetProperty("done").GetInt32())); // Two bills and their vendor.
        Assert.InRange(done.GetProperty("next_sync_at").GetDateTimeOffset() - server.Clock.GetUtcNow(), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Another_businesss_records_are_not_there()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        var id = (await books.RecordAsync("bill")).GetProperty("id").GetString();
        var payee = books.Tenant.For(books.Desk.Payee);
        var stranger = await Desk.OpenAsync(server);

        (await payee.GetAsync($"{Records}/{id}")).Is(404);
        (await payee.PostAsync($"{Records}/{id}/push")).Is(404);
        (await stranger.Tenant.For(stranger.Payer).GetAsync($"{Records}/{id}")).Is(404);
        (await payee.PostAsync($"{Connections}/{books.Connection}/sync")).Is(404);
        (await payee.GetAsync($"{Connections}/{books.Connection}/progress")).Is(404);
        (await payee.GetAsync($"/v1/internal/accounting_connections/{books.Connection}/sync_status")).Is(404);
        Assert.Empty((await payee.GetAsync($"{Records}?object_type=bill")).Ok().Json.GetProperty("data").EnumerateArray());
    }

    [Theory]
    [InlineData("asc", "created_at")]
    [InlineData("desc", "created_at")]
    [InlineData("asc", "updated_at")]
    [InlineData("desc", "updated_at")]
    public async Task Records_are_listed_by_pages_both_ways(string order, string sort)
    {
        var books = await KeptBooks.OpenAsync(server);
        for (var i = 0; i < 5; i++)
        {
            await books.Desk.ApprovedAsync();
            server.Clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        await books.Tenant.RunJobsAsync();
        var all = Ids((await books.Api.GetAsync($"{Records}?object_type=bill&order={order}&sort={sort}")).Ok().Json);
        var first = (await books.Api.GetAsync($"{Records}?object_type=bill&order={order}&sort={sort}&limit=2")).Ok().Json;
        var second = (await books.Api.GetAsync($"{Records}?pagination_token={first.GetProperty("next_pagination_token").GetString()}")).Ok().Json;
        var back = (await books.Api.GetAsync($"{Records}?pagination_token={second.GetProperty("prev_pagination_token").GetString()}")).Ok().Json;

        Assert.Equal(5, all.Count);
        Assert.Equal(all.Take(2), Ids(first));
        Assert.Equal(all.Skip(2).Take(2), Ids(second));
        Assert.Equal(all.Take(2), Ids(back));
    }

    [Fact]
    public async Task Records_are_found_by_their_objects_and_times()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await books.ApprovedAsync();
        var (one, two) = ((await books.RecordsAsync("bill"))[0], (await books.RecordsAsync("bill"))[1]);
        var (first, second) = (one.GetProperty("object_id").GetString(), two.GetProperty("object_id").GetString());
        async Task<int> FindAsync(string query) => Ids((await books.Api.GetAsync($"{Records}?object_type=bill&{query}")).Ok().Json).Count;

        Assert.Equal(1, await FindAsync($"object_id={first}"));
        Assert.Equal(2, await FindAsync($"object_id__in={first}&object_id__in={second}"));
        Assert.Equal(1, await FindAsync($"created_at__gt={one.GetProperty("created_at").GetString()}"));
        Assert.Equal(2, await FindAsync($"created_at__gte={one.GetProperty("created_at").GetString()}"));
        Assert.Equal(0, await FindAsync($"updated_at__lt={one.GetProperty("created_at").GetString()}"));
        (await books.Api.GetAsync(Records)).Is(422);
        (await books.Api.GetAsync($"{Records}?object_type=invoice")).Is(422);
        (await books.Api.GetAsync($"{Records}?object_type=bill&limit=251")).Is(422);
        Assert.Equal("limit", (await books.Api.GetAsync($"{Records}?object_type=bill&limit=many")).Is(422).At("detail")[0].GetProperty("loc")[1].GetString());
        Assert.Empty(Ids((await books.Api.GetAsync($"{Records}?object_type=product")).Ok().Json));
        Assert.Equal(3, Ids((await books.Api.GetAsync($"/v1/internal/accounting_connections/{books.Connection}/sync_status?sync_status=done")).Ok().Json).Count);
    }

    [Fact]
    public async Task A_run_without_news_looks_at_no_record_that_is_done()
    {
        var books = await KeptBooks.OpenAsync(server);
        await books.ApprovedAsync();
        await using var db = await server.Owner.OpenConnectionAsync(Cancel);
        await using (var fill = db.CreateCommand())
        {
            fill.CommandText =
                """
                insert into accounting_records (
                    organization_id, id, accounting_connection_id, business_id, object_type, object_id, parent_id, wanted, status, remote_id, remote_version, try_at,
                    object_updated_at, pulled_at, created_at, updated_at)
                select organization_id, gen_random_uuid(), accounting_connection_id, business_id, 'bill', gen_random_uuid(), parent_id, 'present', 'done', 'r' || n, '1',
                    try_at, object_updated_at, pulled_at, created_at, updated_at
                from accounting_records, generate_series(1, 50000) as n
                where organization_id = $1 and object_type = 'bill'
                """;
            fill.Parameters.Add(new() { Value = books.Tenant.Id.Value });
            Assert.Equal(50000, await fill.ExecuteNonQueryAsync(Cancel));
            fill.CommandText = "analyze accounting_records";
            fill.Parameters.Clear();
            await fill.ExecuteNonQueryAsync(Cancel);
        }

        var (id, now) = (new AccountingConnectionId(Guid.Parse(books.Connection)), server.Clock.GetUtcNow());
        await using var session = await server.Services.GetRequiredService<Database>().OpenAsync(books.Tenant.Id, Cancel);
        async Task<long> ReadAsync(Func<AccountingRecordStore, Task> question)
        {
            var before = await ReadsAsync(session);
            await question(session.AccountingRecords);
            return await ReadsAsync(session) - before;
        }

        Assert.InRange(await ReadAsync(records => records.CountPendingAsync(id, now, Cancel)), 0, 2);
        Assert.InRange(await ReadAsync(records => records.NextAsync(id, 100, now, Cancel)), 0, 2);
        Assert.InRange(await ReadAsync(records => records.NextTryAsync(id, Cancel)), 0, 2);
        Assert.InRange(await ReadAsync(records => records.TryAgainAsync(id, [AccountingFault.NotFound], now, Cancel)), 0, 2);
        Assert.InRange(await ReadAsync(records => records.LockTwinsAsync(id, AccountingObjectKind.Bill, ["r1", "r2"], Cancel)), 2, 10);
    }

    // Rows of the table that a session has read so far, by index or from end to end.
    private static async Task<long> ReadsAsync(TenantSession session)
    {
        await using var command = session.Sql(
            "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = 'accounting_records' and $1::uuid is not null");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static List<string?> Ids(JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(record => record.GetProperty("id").GetString())];

    private async Task TakeAsync(KeptBooks books)
    {
        await using var command = server.Owner.CreateCommand(
            "update jobs set leased_until = $2, attempts = attempts + 1, due_at = $2 where organization_id = $1 and kind = 'sync_accounting'");
        command.Parameters.Add(new() { Value = books.Tenant.Id.Value });
        command.Parameters.Add(new() { Value = server.Clock.GetUtcNow() + RunJobs.Lease });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
    }

    private async Task<long> CountAsync(KeptBooks books, string sql)
    {
#pragma warning disable CA2100 // The text is a constant of this file.
        await using var command = server.Owner.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = books.Tenant.Id.Value });
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
