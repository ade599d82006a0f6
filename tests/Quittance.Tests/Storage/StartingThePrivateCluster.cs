using System.Diagnostics;
using Npgsql;
using Quittance.Server.Storage.Embedded;

namespace Quittance.Tests.Storage;

public sealed class StartingThePrivateCluster(StartingThePrivateCluster.MadeCluster made) : IClassFixture<StartingThePrivateCluster.MadeCluster>
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly EmbeddedPostgresOptions Options = new() { Durable = false, OwnerTimeout = TimeSpan.Zero, Tell = _ => { } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_before_a_restart_is_there_after_it()
    {
        using var folder = new ScratchFolder();

        await using (var first = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel))
        {
            await RunAsync(first, "create table kept as select 42 as answer");
        }

        await using var second = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);
        Assert.Equal(42, await ReadAsync<int>(second, "select answer from kept"));
    }

    [Fact]
    public async Task The_cluster_is_checked_in_utf8_and_opens_no_port()
    {
        using var folder = await made.CopyAsync();
        await using var postgres = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);

        Assert.Equal("on|UTF8|C.UTF-8|UTC|", await ReadAsync<string>(postgres, """
            select concat_ws('|', current_setting('data_checksums'), current_setting('server_encoding'), datcollate, current_setting('timezone'), current_setting('listen_addresses'))
            from pg_database
            where datname = current_database()
            """));
    }

    [Fact]
    public async Task A_product_start_keeps_what_it_commits()
    {
        using var folder = await made.CopyAsync();
        await using var postgres = await EmbeddedPostgres.StartAsync(folder.Path, Options with { Durable = true }, Cancel);

        Assert.Equal("on on on", await ReadAsync<string>(postgres, "select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'))"));
    }

    [Fact]
    public async Task The_password_is_ours_alone_and_in_no_command_line()
    {
        using var folder = await made.CopyAsync();
        await using var postgres = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);
        var password = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Password!;

        Assert.Equal(OwnerOnly & ~UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(postgres.Folder, "password")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(postgres.Folder, "run")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(postgres.Folder, "data")));
        Assert.DoesNotContain(password, await File.ReadAllTextAsync($"/proc/{PostmasterOf(postgres)}/cmdline", Cancel), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(postgres.Folder, "run", "password")));

        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "wrong", Pooling = false };
        await using var db = new NpgsqlConnection(wrong.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.OpenAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task A_second_owner_is_refused_and_told_who_the_first_is()
    {
        using var folder = await made.CopyAsync();
        await using var first = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel));

        Assert.Contains($"Another Quittance already serves {first.Folder} (pid {Environment.ProcessId})", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ReadAsync<int>(first, "select 1"));
    }

    [Fact]
    public async Task A_command_attaches_to_a_running_server_and_leaves_it_running()
    {
        using var folder = await made.CopyAsync();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);

        await using (var command = await EmbeddedPostgres.OpenAsync(folder.Path, Options, Cancel))
        {
            Assert.False(command.IsOwner);
            Assert.Equal(PostmasterOf(server), PostmasterOf(command));
            Assert.Equal(1, await ReadAsync<int>(command, "select 1"));
        }

        Assert.Equal(1, await ReadAsync<int>(server, "select 1"));
    }

    [Fact]
    public async Task A_command_without_a_server_starts_the_cluster_and_ends_it()
    {
        using var folder = await made.CopyAsync();
        int postmaster;

        await using (var command = await EmbeddedPostgres.OpenAsync(folder.Path, Options, Cancel))
        {
            Assert.True(command.IsOwner);
            postmaster = PostmasterOf(command);
        }

        Assert.False(Directory.Exists($"/proc/{postmaster}"));
        Assert.Null(await EmbeddedPostgres.AttachAsync(folder.Path, Options, Cancel));
    }

    [Fact]
    public async Task Nobody_attaches_to_a_folder_that_never_was_one()
    {
        using var folder = new ScratchFolder("never");

        Assert.Null(await EmbeddedPostgres.AttachAsync(folder.Path, Options, Cancel));
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public async Task Several_that_open_a_new_folder_at_once_share_one_cluster()
    {
        using var folder = new ScratchFolder();

        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EmbeddedPostgres.OpenAsync(folder.Path, Options, Cancel)));

        Assert.Single(opened, postgres => postgres.IsOwner);
        Assert.Single(opened.Select(PostmasterOf).Distinct());
        foreach (var postgres in opened)
        {
            await postgres.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_owner_learns_that_postgres_ended_without_being_asked()
    {
        using var folder = await made.CopyAsync();
        await using var postgres = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);
        Assert.False(postgres.Ended.IsCompleted);

        Process.GetProcessById(PostmasterOf(postgres)).Kill();

        await postgres.Ended.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_lock_file_of_a_dead_postgres_whose_number_another_process_bears_is_in_nobodys_way()
    {
        using var folder = await made.CopyAsync();
        await using (var first = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel))
        {
            await RunAsync(first, "create table kept as select 42 as answer");
            Process.GetProcessById(PostmasterOf(first)).Kill(); // No shutdown: its lock files and its socket stay.
            await first.Ended.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        }

        using var bystander = StartAsPostgresAccount("sleep", "600");
        ReplacePid(Path.Combine(folder.Path, "postgres", "data", "postmaster.pid"), bystander.Id);
        ReplacePid(Path.Combine(folder.Path, "postgres", "run", ".s.PGSQL.5432.lock"), bystander.Id);

        await using var second = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);

        Assert.Equal(42, await ReadAsync<int>(second, "select answer from kept"));
        Assert.False(bystander.HasExited);
        bystander.Kill();
    }

    [Fact]
    public async Task A_postgres_that_outlived_its_owner_is_ended_before_the_next_starts()
    {
        using var folder = await made.CopyAsync();
        await using (var first = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel))
        {
            await RunAsync(first, "create table kept as select 42 as answer");
        }

        var home = Path.Combine(folder.Path, "postgres");
        using var orphan = StartAsPostgresAccount(
            PostgresBinaries.Find(Options.BinariesFolder, null, null).Program("postgres"),
            "-D", Path.Combine(home, "data"), "-k", Path.Combine(home, "run"), "-c", "listen_addresses=", "-c", "fsync=off");
        var lockFile = Path.Combine(home, "data", "postmaster.pid");
        await UntilAsync(() => File.Exists(lockFile) && File.ReadAllText(lockFile).Contains("ready", StringComparison.Ordinal));

        await using var second = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);

        Assert.True(orphan.HasExited);
        Assert.Equal(42, await ReadAsync<int>(second, "select answer from kept"));
    }

    [Fact]
    public async Task An_interrupted_making_is_begun_anew()
    {
        using var folder = new ScratchFolder();
        var unfinished = Directory.CreateDirectory(Path.Combine(folder.Path, "postgres", "data.unfinished")).FullName;
        await File.WriteAllTextAsync(Path.Combine(unfinished, "PG_VERSION"), "15\n", Cancel);

        await using var postgres = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel);

        Assert.Equal(1, await ReadAsync<int>(postgres, "select 1"));
        Assert.False(Directory.Exists(unfinished));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_gets_a_short_one_that_others_find_and_that_goes_away()
    {
        using var folder = new ScratchFolder(new string('d', 100));
        string sockets;

        await using (var server = await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel))
        {
            await using var command = await EmbeddedPostgres.AttachAsync(folder.Path, Options, Cancel);
            Assert.Equal(1, await ReadAsync<int>(command!, "select 1"));
            sockets = new NpgsqlConnectionStringBuilder(command!.ConnectionString).Host!;
        }

        Assert.True(sockets.Length < 90);
        Assert.False(Directory.Exists(sockets));
    }

    [Fact]
    public async Task A_data_folder_that_the_account_cannot_reach_has_its_cluster_elsewhere()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root runs PostgreSQL as another account.");
        using var folder = new ScratchFolder();
        using var elsewhere = new ScratchFolder();
        File.SetUnixFileMode(folder.Path, OwnerOnly);
        var told = new List<string>();
        var options = Options with { Elsewhere = elsewhere.Path, Tell = told.Add };

        await using var server = await EmbeddedPostgres.StartAsync(folder.Path, options, Cancel);
        await using var command = await EmbeddedPostgres.AttachAsync(folder.Path, options, Cancel);

        Assert.StartsWith(elsewhere.Path, server.Folder, StringComparison.Ordinal);
        Assert.Contains(server.Folder, Assert.Single(told), StringComparison.Ordinal);
        Assert.Equal(1, await ReadAsync<int>(command!, "select 1"));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_reached_and_nowhere_else_to_go_is_refused_with_the_way_out()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root runs PostgreSQL as another account.");
        using var folder = new ScratchFolder();
        File.SetUnixFileMode(folder.Path, OwnerOnly);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgres.StartAsync(folder.Path, Options with { Elsewhere = Path.Combine(folder.Path, "also closed") }, Cancel));

        Assert.Contains("QUITTANCE_DATA=", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "postgres", "cluster-at")));
    }

    [Fact]
    public async Task What_postgres_says_when_it_does_not_start_is_said_on()
    {
        using var folder = await made.CopyAsync();
        await using (await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel))
        {
        }

        await File.AppendAllTextAsync(Path.Combine(folder.Path, "postgres", "data", "postgresql.conf"), "no_such_setting = 1\n", Cancel);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel));
        Assert.Contains("no_such_setting", refused.Message, StringComparison.Ordinal);

        // And the folder is free again.
        Assert.Null(await EmbeddedPostgres.AttachAsync(folder.Path, Options, Cancel));
    }

    [Fact]
    public async Task A_lost_password_is_named_as_such()
    {
        using var folder = await made.CopyAsync();
        await using (await EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel))
        {
        }

        File.Delete(Path.Combine(folder.Path, "postgres", "password"));

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(folder.Path, Options, Cancel));
        Assert.Contains("password", refused.Message, StringComparison.Ordinal);
    }

    private static int PostmasterOf(EmbeddedPostgres postgres) =>
        int.Parse(File.ReadLines(Path.Combine(postgres.Folder, "data", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);

    private static void ReplacePid(string lockFile, int pid) => File.WriteAllLines(lockFile, [$"{pid}", .. File.ReadAllLines(lockFile).Skip(1)]);

    private static Process StartAsPostgresAccount(string program, params string[] arguments) =>
        Process.Start(ServiceAccount.Current().Command(program, arguments))!;

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }

    private static async Task RunAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<T> ReadAsync<T>(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>A cluster that was made and stopped. Copying it is several times faster than making another.</summary>
    public sealed class MadeCluster : IAsyncLifetime
    {
        private readonly ScratchFolder _folder = new();

        public async ValueTask InitializeAsync() => await (await EmbeddedPostgres.StartAsync(_folder.Path, Options, Cancel)).DisposeAsync();

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        internal async Task<ScratchFolder> CopyAsync()
        {
            var copy = new ScratchFolder();
            using var cp = Process.Start("cp", ["--archive", Path.Combine(_folder.Path, "postgres"), copy.Path]);
            await cp.WaitForExitAsync(Cancel);
            Assert.Equal(0, cp.ExitCode);
            return copy;
        }
    }
}
