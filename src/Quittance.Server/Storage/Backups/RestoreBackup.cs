using Npgsql;
using Quittance.Server.Hosting;

namespace Quittance.Server.Storage.Backups;

/// <summary>Takes a backup into an empty database and brings it forward to this program's schema.</summary>
/// <remarks>Everything that can be known beforehand (the file's content, its version, the key) is checked before anything is changed.</remarks>
internal static class RestoreBackup
{
    /// <param name="force">Delete what the database holds first.</param>
    /// <returns>The keys, and the migrations that were applied to it.</returns>
    public static async Task<(MasterKeys Keys, IReadOnlyList<MigrationFile> Applied)> RunAsync(
        ServerSettings settings, OwnerDatabase database, string file, bool force, Action<string> tell, CancellationToken cancel)
    {
        tell($"checking {file}");
        var manifest = await BackupFile.CheckAsync(file, cancel);
        if (manifest.Schema > MigrationFile.Embedded.Count)
        {
            throw new OperatorException(
                $"{file} was written by Quittance {manifest.Version} and has schema {manifest.Schema}; this program knows {MigrationFile.Embedded.Count}. Restore it with that version or a later one.");
        }

        await RequireKeyAsync(settings, manifest, cancel);
        var tools = await PostgresTools.FindAsync(database, settings.BinariesFolder, cancel);
        await using (var owner = NpgsqlDataSource.Create(database.ConnectionString))
        {
            await RequireRoomAsync(owner, database, force, cancel);
            await ServerRole.EnsureAsync(database.ConnectionString, cancel);
            await ClearAsync(owner, cancel);
        }

        tell("restoring");
        using (var restore = tools.StartRestore())
        {
            await BackupFile.ReadDumpAsync(file, dump => restore.FeedAsync(dump, cancel), cancel);
            await restore.EndAsync(cancel);
        }

        tell("migrating");
        return await PrepareDatabase.RunAsync(settings, database, Migrating.Always, cancel);
    }

    private static async Task RequireKeyAsync(ServerSettings settings, BackupManifest manifest, CancellationToken cancel)
    {
        if (manifest.MasterKeyCheck is not { } check)
        {
            return;
        }

        if (settings.MasterKeys is null && !File.Exists(settings.MasterKeyFile))
        {
            throw new OperatorException(
                $"The master key of the backed-up data has to be here first: put your copy of master.key at {settings.MasterKeyFile}, or give the key by {ServerSettings.MasterKeyVariable}.");
        }

        var keys = await PrepareDatabase.KeysAsync(settings, mayMake: false, cancel);
        if (keys.Find(Convert.FromHexString(check)) is null)
        {
            throw new OperatorException(
                $"The master key of {PrepareDatabase.SourceOf(settings)} is not the one that the backed-up data was sealed with. Nothing was changed. Bring the right key.");
        }
    }

    private static async Task RequireRoomAsync(NpgsqlDataSource owner, OwnerDatabase database, bool force, CancellationToken cancel)
    {
        if (database.IsAttached || await IsServedAsync(owner, cancel))
        {
            throw new OperatorException("A server runs on this database. Stop it, then restore.");
        }

        await using var ask = owner.CreateCommand(
            """
            select
                to_regclass('public.schema_migrations') is not null,
                exists (select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f'))
            """);
        await using var row = await ask.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var (isOurs, isUsed) = (row.GetBoolean(0), row.GetBoolean(1));
        await row.DisposeAsync();
        if (isUsed && !isOurs)
        {
            throw new OperatorException("The database holds tables that are not Quittance's. Restore into a database of its own.");
        }

        if (isOurs && !force && await HoldsOrganizationsAsync(owner, cancel))
        {
            throw new OperatorException("The database is not empty. Restore into a new data folder or database, or delete what is there with --force.");
        }
    }

    private static async Task<bool> IsServedAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using var ask = owner.CreateCommand("select exists (select from pg_stat_activity where datname = current_database() and application_name = 'quittance')");
        return await ask.ExecuteScalarAsync(cancel) is true;
    }

    private static async Task<bool> HoldsOrganizationsAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using var ask = owner.CreateCommand("select to_regclass('public.organizations') is not null");
        if (await ask.ExecuteScalarAsync(cancel) is not true)
        {
            return false;
        }

        await using var count = owner.CreateCommand("select exists (select from organizations)");
        return await count.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Drops our tables and functions, not the schema public: its grants are the operator's, and before PostgreSQL 15 it belongs to someone else.</summary>
    private static async Task ClearAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using var clear = owner.CreateCommand(
            """
            do $$
            declare
                thing text;
            begin
                drop schema if exists gate cascade;
                for thing in select oid::regclass from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') loop
                    execute 'drop table if exists ' || thing || ' cascade';
                end loop;
                for thing in
                    select p.oid::regprocedure
                    from pg_proc p
                    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
                      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                loop
                    execute 'drop function if exists ' || thing || ' cascade';
                end loop;
            end $$
            """);
        await clear.ExecuteNonQueryAsync(cancel);
    }
}
