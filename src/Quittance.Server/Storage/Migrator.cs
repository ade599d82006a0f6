using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Quittance.Server.Storage;

/// <summary>Brings a database forward to this program's schema, step by step, and refuses one that it does not know.</summary>
internal static class Migrator
{
    /// <summary>The key of the advisory lock, any number of ours: "Quittanc" in ASCII.</summary>
    private const long LockKey = 0x51_75_69_74_74_61_6E_63;

    /// <summary>How long one waits for another process that migrates, and how long a single step may take. In seconds.</summary>
    private const int TimeoutSeconds = 3600;

    /// <summary>Applies what is missing, each step in a database transaction of its own, and says what that was.</summary>
    /// <param name="ownerConnectionString">Of a role that may create tables. Not through a pooler in transaction mode: the lock belongs to the connection.</param>
    /// <exception cref="MigrationException">The database and this program do not fit, or a step failed; the steps before it stay.</exception>
    public static Task<IReadOnlyList<MigrationFile>> ApplyAsync(string ownerConnectionString, TimeProvider? clock, CancellationToken cancel) =>
        ApplyAsync(ownerConnectionString, MigrationFile.Embedded, clock, cancel);

    /// <inheritdoc cref="ApplyAsync(string, TimeProvider?, CancellationToken)"/>
    public static async Task<IReadOnlyList<MigrationFile>> ApplyAsync(
        string ownerConnectionString, IReadOnlyList<MigrationFile> files, TimeProvider? clock, CancellationToken cancel)
    {
        // Unpooled: the lock of a session ends with its connection, also when we die in the middle.
        var builder = new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = TimeoutSeconds };
        await using var db = new NpgsqlConnection(builder.ConnectionString);
        await db.OpenAsync(cancel);
        await LockAsync(db, cancel);
        await ExecuteAsync(db, """
            create table if not exists public.schema_migrations (
                number int primary key,
                name text not null,
                sha256 text not null,
                applied_at timestamptz not null)
            """, cancel);

        var pending = Pending(files, await ReadAppliedAsync(db, cancel));
        foreach (var file in pending)
        {
            await ApplyAsync(db, file, (clock ?? TimeProvider.System).GetUtcNow(), cancel);
        }

        return pending;
    }

    /// <summary>What <see cref="ApplyAsync(string, TimeProvider?, CancellationToken)"/> would apply now; nothing if the database is ready for this program.</summary>
    /// <exception cref="MigrationException">The database and this program do not fit.</exception>
    public static async Task<IReadOnlyList<MigrationFile>> PendingAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        try
        {
            return Pending(MigrationFile.Embedded, await ReadAppliedAsync(db, cancel));
        }
        catch (PostgresException none) when (none.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return MigrationFile.Embedded;
        }
    }

    /// <summary>The steps that are still to be applied, after proof that those applied are the first of ours and unchanged.</summary>
    internal static IReadOnlyList<MigrationFile> Pending(IReadOnlyList<MigrationFile> files, IReadOnlyList<AppliedMigration> applied)
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Number != i + 1)
            {
                throw new MigrationException($"Migration {files[i]} stands where number {i + 1:D4} belongs: numbers have no gaps and no twins.");
            }
        }

        for (var i = 0; i < applied.Count; i++)
        {
            var done = applied[i];
            if (done.Number != i + 1)
            {
                throw new MigrationException($"The database lacks migration {i + 1:D4} although it has {done.Number:D4}_{done.Name}. Restore it from a backup.");
            }

            if (i >= files.Count)
            {
                throw new MigrationException($"The database is newer than this program: it has migration {done.Number:D4}_{done.Name}. Start the version that made it, or a later one.");
            }

            if (done.Sha256 != files[i].Sha256)
            {
                throw new MigrationException($"Migration {files[i]} is not the one that was applied to this database: it was changed or replaced. Start the version that it was applied by.");
            }
        }

        return [.. files.Skip(applied.Count)];
    }

    private static async Task ApplyAsync(NpgsqlConnection db, MigrationFile file, DateTimeOffset now, CancellationToken cancel)
    {
        await using var atom = await db.BeginTransactionAsync(cancel);
        try
        {
            await ExecuteAsync(db, file.Sql, cancel);
        }
        catch (PostgresException failure)
        {
            throw new MigrationException($"Migration {file} failed and was undone: {failure.SqlState} {failure.MessageText}", failure);
        }

        await using var record = new NpgsqlCommand("""
            insert into public.schema_migrations (number, name, sha256, applied_at)
            values ($1, $2, $3, $4)
            """, db, atom)
        {
            Parameters = { new() { Value = file.Number }, new() { Value = file.Name }, new() { Value = file.Sha256 }, new() { Value = now } },
        };
        await record.ExecuteNonQueryAsync(cancel);
        await atom.CommitAsync(cancel);
    }

    private static async Task LockAsync(NpgsqlConnection db, CancellationToken cancel)
    {
        await using var take = new NpgsqlCommand("select pg_advisory_lock($1)", db) { Parameters = { new() { Value = LockKey } } };
        await take.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<AppliedMigration>> ReadAppliedAsync(NpgsqlConnection db, CancellationToken cancel)
    {
        var applied = new List<AppliedMigration>();
        await using var read = new NpgsqlCommand("""
            select number, name, sha256
            from public.schema_migrations
            order by number
            """, db);
        await using var rows = await read.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            applied.Add(new AppliedMigration(rows.GetInt32(0), rows.GetString(1), rows.GetString(2)));
        }

        return applied;
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "The text is built into the program.")]
    private static async Task ExecuteAsync(NpgsqlConnection db, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A row of <c>schema_migrations</c>.</summary>
    internal sealed record AppliedMigration(int Number, string Name, string Sha256);
}
