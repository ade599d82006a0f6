using Quittance.Counterparts.Tryton;

namespace Quittance.Bench;

/// <summary>Approved bills pushed to a journal and to a Tryton, and what a synchronisation costs that finds nothing new.</summary>
internal sealed class AccountingBench(BenchServer server, BenchOptions options)
{
    private const int FewRecords = 1000;
    private const int BillsEach = 100;
    private const int Syncs = 20;

    /// <summary>So many others make the server forget what it knows of a journal, as a restart does.</summary>
    private const int JournalsInMemory = 32;

    private static readonly (string, string) JournalAccounts = ("Expenses:Software", "Expenses:Fees");
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    /// <summary>After this PostgreSQL's processes have told what they counted (PGSTAT_IDLE_INTERVAL is 10 s).</summary>
    private static readonly TimeSpan UntilCounted = TimeSpan.FromSeconds(11);

    /// <summary>So long what is new in Tryton is told again at every synchronisation (docs/connectors/tryton.md).</summary>
    private static readonly TimeSpan UntilSettled = TimeSpan.FromSeconds(65);

    public async Task RunAsync()
    {
        Console.WriteLine($"{"figure",-52}{"per s",10}");
        await JournalAsync();
        await TrytonAsync();
        await IdleAsync();
        await server.VerifyAsync();
    }

    private async Task JournalAsync()
    {
        var books = await BenchBooks.ConnectAsync(server, "Journal keeper", "journal", new { platform = "journal" });
        await PushAsync(books, "journal", JournalAccounts, options.Bills);
    }

    private async Task TrytonAsync()
    {
        if (TrytonServer.Missing is { } missing)
        {
            Console.WriteLine($"nothing pushed to Tryton. {missing}");
            return;
        }

        await using var tryton = await TrytonServer.StartAsync(CancellationToken.None);
        using var database = await tryton.NewDatabaseAsync(CancellationToken.None);
        var books = await BenchBooks.ConnectAsync(
            server,
            "Tryton keeper",
            "tryton",
            new
            {
                platform = "tryton",
                settings = new { base_url = tryton.Address, database = database.Name, user = TrytonDatabase.User, password = TrytonDatabase.Password },
            });
        var (empty, full) = (new Idle("Tryton", 0), new Idle("Tryton", options.TrytonBills));
        await IdleAsync(books, empty);
        await PushAsync(books, "Tryton", (TrytonDatabase.ExpenseAccountName, TrytonDatabase.OtherExpenseAccountName), options.TrytonBills);
        await Task.Delay(UntilSettled, TimeProvider.System, CancellationToken.None);
        await books.SyncAsync(Glance);
        await IdleAsync(books, full);
        empty.Tell();
        full.Tell();
        full.TellRatioTo(empty);
    }

    private async Task PushAsync(BenchBooks books, string name, (string, string) accounts, int bills)
    {
        var suppliers = Math.Max(1, bills / BillsEach);
        await new BooksFill(server, books, accounts).WaitingAsync(suppliers, bills / suppliers);
        Tell($"{bills:n0} bills and {suppliers} vendors to {name}", bills + suppliers, await books.SyncAsync(Glance));
        await books.RequireDoneAsync();
        Tell($"read back from {name} and compared", bills + suppliers, await books.SyncAsync(Glance));
        await books.RequireDoneAsync();
        await books.RequireSeenAsync(bills + suppliers);
    }

    private static void Tell(string name, int objects, BenchBooks.Run run) => Console.WriteLine(
        $"{name,-52}{objects / run.Elapsed.TotalSeconds,10:n1}; each {run.Elapsed.TotalMilliseconds / objects:n1} ms, of which processor: server "
        + $"{run.Server.TotalMilliseconds / objects:n1}, PostgreSQL {run.Database.TotalMilliseconds / objects:n1}; memory {run.PeakMiB} MiB at most");

    private static void TellOne(string name, BenchBooks.Run run) => Console.WriteLine(
        $"{name,-62}  {run.Elapsed.TotalMilliseconds:n0} ms, of which processor: server {run.Server.TotalMilliseconds:n0}, "
        + $"PostgreSQL {run.Database.TotalMilliseconds:n0}; memory {run.PeakMiB} MiB at most");

    private async Task IdleAsync()
    {
        var few = await WithHistoryAsync("Young books", FewRecords);
        var many = await WithHistoryAsync("Old books", options.History);
        var (small, large) = (new Idle("a journal", FewRecords), new Idle("a journal", options.History));
        for (var round = 0; round < 2; round++)
        {
            await IdleAsync(few, small);
            await IdleAsync(many, large);
        }

        small.Tell();
        large.Tell();
        large.TellRatioTo(small);
        await ReadAnewAsync(few, FewRecords);
        await ReadAnewAsync(many, options.History);
    }

    /// <summary>What does grow with a journal: what has to read all of it.</summary>
    private async Task ReadAnewAsync(BenchBooks books, int records)
    {
        for (var other = 0; other < JournalsInMemory; other++)
        {
            await BenchBooks.ConnectAsync(server, $"Neighbour {other}", "journal", new { platform = "journal" });
        }

        TellOne($"its first sync after those of {JournalsInMemory} others, {records:n0} records", await books.SyncAsync(Short));
        await File.AppendAllTextAsync(Path.Combine(server.Journals, $"{books.Connection}", "books.journal"), "\n; By hand.\n");
        TellOne($"its first sync after an edit by hand, {records:n0} records", await books.SyncAsync(Short));
        await books.RequireDoneAsync();
    }

    private async Task<BenchBooks> WithHistoryAsync(string name, int records)
    {
        var books = await BenchBooks.ConnectAsync(server, name, "journal", new { platform = "journal" });
        var fill = new BooksFill(server, books, JournalAccounts);
        await fill.WaitingAsync(1, BillsEach - 1);
        await books.SyncAsync(Glance);
        await fill.PushedToJournalAsync((records / BillsEach) - 1, BillsEach - 1);
        await books.SyncAsync(Glance);
        await books.RequireDoneAsync();
        return books;
    }

    private async Task IdleAsync(BenchBooks books, Idle idle)
    {
        await Task.Delay(UntilCounted, TimeProvider.System, CancellationToken.None);
        var (rows, blocks) = await WorkAsync();
        for (var sync = 0; sync < Syncs; sync++)
        {
            var run = await books.SyncAsync(Short);
            (idle.Syncs, idle.Elapsed, idle.Server, idle.Database) = (idle.Syncs + 1, idle.Elapsed + run.Elapsed, idle.Server + run.Server, idle.Database + run.Database);
        }

        await Task.Delay(UntilCounted, TimeProvider.System, CancellationToken.None);
        var after = await WorkAsync();
        (idle.Rows, idle.Blocks) = (idle.Rows + after.Rows - rows, idle.Blocks + after.Blocks - blocks);
    }

    /// <summary>What PostgreSQL has read so far of what grows with a connection's history, and of what can be chosen from.</summary>
    private async Task<(long Rows, long Blocks)> WorkAsync()
    {
        await using var command = server.Owner.CreateCommand(
            """
            select sum(t.seq_tup_read + coalesce(t.idx_tup_fetch, 0))::bigint,
                   sum(b.heap_blks_read + b.heap_blks_hit + coalesce(b.idx_blks_read, 0) + coalesce(b.idx_blks_hit, 0))::bigint
            from pg_stat_user_tables t
            join pg_statio_user_tables b using (relid)
            where t.relname in ('accounting_records', 'accounting_objects', 'accounting_tax_rates', 'ledger_accounts')
            """);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>What synchronisations took that found nothing new, all together.</summary>
    private sealed class Idle(string system, int records)
    {
        public int Syncs { get; set; }

        public long Rows { get; set; }

        public long Blocks { get; set; }

        public TimeSpan Elapsed { get; set; }

        public TimeSpan Server { get; set; }

        public TimeSpan Database { get; set; }

        public void Tell() => Console.WriteLine(
            $"{$"idle sync of {system} with {records:n0} records",-52}{Syncs / Elapsed.TotalSeconds,10:n1}; each {(Elapsed / Syncs).TotalMilliseconds:n1} ms, of which processor: server "
            + $"{(Server / Syncs).TotalMilliseconds:n1}, PostgreSQL {(Database / Syncs).TotalMilliseconds:n1}; {Rows / (double)Syncs:n1} rows and {Blocks / (double)Syncs:n1} blocks read");

        public void TellRatioTo(Idle other) => Console.WriteLine(
            $"{"ratio",-52}{"",10}  time {Elapsed * other.Syncs / (other.Elapsed * Syncs):n2}, server {Server * other.Syncs / (other.Server * Syncs):n2}, "
            + $"PostgreSQL {Database * other.Syncs / (other.Database * Syncs):n2}, rows {Rows * other.Syncs / (double)(other.Rows * Syncs):n2}, "
            + $"blocks {Blocks * other.Syncs / (double)(other.Blocks * Syncs):n2}");
    }
}
