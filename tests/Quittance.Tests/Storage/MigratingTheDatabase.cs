using Npgsql;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Embedded;

namespace Quittance.Tests.Storage;

public sealed class MigratingTheDatabase(MigratingTheDatabase.Cluster cluster) : IAsyncLifetime, IClassFixture<MigratingTheDatabase.Cluster>
{
    private static readonly MigrationFile First = MigrationFile.Parse("0001_first.sql", "create table first (id int);\ninsert into first values (1);\n");
    private static readonly MigrationFile Second = MigrationFile.Parse("0002_second.sql", "create table second (id int);\n");

    private string _database = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await cluster.CreateDatabaseAsync(Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Only_what_is_missing_is_applied()
    {
        Assert.Equal([First], await ApplyAsync(First));
        Assert.Equal([Second], await ApplyAsync(First, Second));
        Assert.Empty(await ApplyAsync(First, Second));

        Assert.Equal(1L, await ReadAsync("select count(*) from first"));
    }

    [Fact]
    public async Task Several_at_once_apply_each_step_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ApplyAsync(First, Second)));

        Assert.Equal([First, Second], applied.SelectMany(files => files));
        Assert.Equal(1L, await ReadAsync("select count(*) from first"));
    }

    [Fact]
    public async Task When_a_step_was_applied_is_told_by_the_clock()
    {
        var noon = new DateTimeOffset(2031, 5, 6, 12, 0, 0, TimeSpan.Zero);

        await Migrator.ApplyAsync(_database, [First], new StoppedClock(noon), Cancel);

        Assert.Equal(noon.UtcDateTime, await ReadAsync("select applied_at from schema_migrations"));
    }

    [Fact]
    public async Task A_step_that_was_changed_after_it_was_applied_is_refused()
    {
        await ApplyAsync(First);

        var refused = await RefusedAsync(MigrationFile.Parse("0001_first.sql", First.Sql + "-- a thought\n"));

        Assert.StartsWith("Migration 0001_first is not the one that was applied", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_line_ends_are_no_change()
    {
        await ApplyAsync(First);

        Assert.Empty(await ApplyAsync(MigrationFile.Parse("0001_first.sql", First.Sql.ReplaceLineEndings("\r\n"))));
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        await ApplyAsync(First, Second);

        Assert.StartsWith("The database is newer than this program: it has migration 0002_second", await RefusedAsync(First), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_between_the_numbers_is_refused_before_anything_is_applied()
    {
        var third = MigrationFile.Parse("0003_third.sql", "select 1");

        Assert.StartsWith("Migration 0003_third stands where number 0002 belongs", await RefusedAsync(First, third), StringComparison.Ordinal);
        Assert.Equal(0L, await ReadAsync("select count(*) from schema_migrations"));
    }

    [Fact]
    public async Task A_gap_in_the_database_is_refused()
    {
        await ApplyAsync(First, Second);
        await ReadAsync("delete from schema_migrations where number = 1 returning number");

        Assert.StartsWith("The database lacks migration 0001", await RefusedAsync(First, Second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_is_undone_and_those_before_it_stay()
    {
        var broken = MigrationFile.Parse("0002_broken.sql", "create table half (id int);\nselect 1 / 0;\n");

        Assert.StartsWith("Migration 0002_broken failed and was undone: 22012", await RefusedAsync(First, broken), StringComparison.Ordinal);
        Assert.Equal(DBNull.Value, await ReadAsync("select to_regclass('half')::text"));
        Assert.Equal([Second], await ApplyAsync(First, Second));
    }

    [Fact]
    public async Task What_this_program_holds_is_pending_until_it_is_applied()
    {
        await using var source = NpgsqlDataSource.Create(_database);
        Assert.Equal(MigrationFile.Embedded, await Migrator.PendingAsync(source, Cancel));

        await ServerRole.EnsureAsync(_database, Cancel);
        Assert.Equal(MigrationFile.Embedded, await Migrator.ApplyAsync(_database, TimeProvider.System, Cancel));

        Assert.Empty(await Migrator.PendingAsync(source, Cancel));
    }

    [Theory]
    [InlineData("1_first.sql")]
    [InlineData("0001.sql")]
    [InlineData("0001_First.sql")]
    [InlineData("0001_first.sql\n")]
    public void A_file_name_without_number_and_name_is_refused(string fileName) =>
        Assert.Throws<MigrationException>(() => MigrationFile.Parse(fileName, ""));

    private async Task<IReadOnlyList<MigrationFile>> ApplyAsync(params MigrationFile[] files) =>
        await Migrator.ApplyAsync(_database, files, TimeProvider.System, Cancel);

    private async Task<string> RefusedAsync(params MigrationFile[] files) =>
        (await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync(files))).Message;

    private async Task<object?> ReadAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }

    /// <summary>One cluster for the class; each test has a database of its own, empty as on the first day.</summary>
    public sealed class Cluster : IAsyncLifetime
    {
        private readonly ScratchFolder _folder = new();
        private EmbeddedPostgres? _postgres;
        private int _databases;

        public async ValueTask InitializeAsync() =>
            _postgres = await EmbeddedPostgres.StartAsync(_folder.Path, new EmbeddedPostgresOptions { Durable = false }, Cancel);

        public async Task<string> CreateDatabaseAsync(CancellationToken cancel)
        {
            var name = $"t{Interlocked.Increment(ref _databases)}";
            await using var source = NpgsqlDataSource.Create(_postgres!.ConnectionString);
            await using var create = source.CreateCommand($"create database {name}");
            await create.ExecuteNonQueryAsync(cancel);
            return new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name }.ConnectionString;
        }

        public async ValueTask DisposeAsync()
        {
            if (_postgres is not null)
            {
                await _postgres.DisposeAsync();
            }

            _folder.Dispose();
        }
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
