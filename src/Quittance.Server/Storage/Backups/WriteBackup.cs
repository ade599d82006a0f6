using System.Reflection;
using Npgsql;
using Quittance.Server.Hosting;

namespace Quittance.Server.Storage.Backups;

/// <summary>Writes the whole database, as it is at one moment, into one file. The master key is not in it.</summary>
internal static class WriteBackup
{
    /// <summary>Of this program, as it stands in manifests.</summary>
    public static string Version => typeof(WriteBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static async Task<BackupManifest> RunAsync(OwnerDatabase database, string? binaries, string file, TimeProvider clock, Action<string> tell, CancellationToken cancel)
    {
        var tools = await PostgresTools.FindAsync(database, binaries, cancel);
        await using var owner = NpgsqlDataSource.Create(database.ConnectionString);
        var schema = await SchemaAsync(owner, cancel);
        var check = (await MasterKeyCheck.ReadAsync(owner, cancel)).Check;

        tell($"writing {file}");
        BackupManifest? manifest = null;
        using var dump = tools.StartDump();
        await BackupFile.WriteAsync(
            file,
            dump.Output,
            async sha256 =>
            {
                await dump.EndAsync(cancel);
                return manifest = new BackupManifest(
                    BackupManifest.CurrentFormat, Version, clock.GetUtcNow(), schema, database.PostgresMajor, sha256, check is null ? null : Convert.ToHexStringLower(check));
            },
            clock.GetUtcNow(),
            cancel);
        return manifest!;
    }

    private static async Task<int> SchemaAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using (var ask = owner.CreateCommand("select to_regclass('public.schema_migrations') is not null"))
        {
            if (await ask.ExecuteScalarAsync(cancel) is not true)
            {
                throw new OperatorException("There is nothing to back up: the database is empty.");
            }
        }

        await using var command = owner.CreateCommand("select coalesce(max(number), 0) from public.schema_migrations");
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }
}
