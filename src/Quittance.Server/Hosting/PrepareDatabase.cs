using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Hosting;

/// <summary>When the schema may be brought forward.</summary>
internal enum Migrating
{
    /// <summary>The server at its start, <c>migrate</c> and <c>restore</c>.</summary>
    Always,

    /// <summary>Other commands: a server that runs beside them may be of an earlier version.</summary>
    NewDatabasesOnly,

    /// <summary>Commands that only look.</summary>
    Never,
}

/// <summary>Makes a database fit to be served: the right master key, the server's role, this program's schema. In this order, so that a refusal changes nothing.</summary>
internal static class PrepareDatabase
{
    /// <returns>The master keys, and the migrations that were applied.</returns>
    public static async Task<(MasterKeys Keys, IReadOnlyList<MigrationFile> Applied)> RunAsync(
        ServerSettings settings, OwnerDatabase database, Migrating migrating, CancellationToken cancel)
    {
        await using var owner = NpgsqlDataSource.Create(database.ConnectionString);
        var stored = await MasterKeyCheck.ReadAsync(owner, cancel);
        var keys = await KeysAsync(settings, stored.IsNew, cancel);
        var used = MasterKeyCheck.Require(stored, keys, SourceOf(settings));

        var applied = await MigrateAsync(owner, database.ConnectionString, migrating, cancel);
        if (migrating != Migrating.Never)
        {
            await MasterKeyCheck.RememberAsync(owner, used, cancel);
            MasterKeyCheck.Require(await MasterKeyCheck.ReadAsync(owner, cancel), keys, SourceOf(settings)); // Two first starts may have met.
        }

        return (keys, applied);
    }

    /// <summary>The keys of the settings, else of the data folder's file.</summary>
    /// <param name="mayMake">Whether nothing was ever sealed, so that a new key can be made.</param>
    public static async Task<MasterKeys> KeysAsync(ServerSettings settings, bool mayMake, CancellationToken cancel)
    {
        if (settings.MasterKeys is { } named)
        {
            return named;
        }

        var keys = await MasterKeyFile.TryReadAsync(settings.MasterKeyFile, cancel)
            ?? (mayMake ? await MasterKeyFile.MakeAsync(settings.MasterKeyFile, cancel) : throw new OperatorException(
                $"The database holds sealed data, but its master key is gone: {settings.MasterKeyFile} is not there. "
                + $"Restore that file from where you keep a copy of it, or give the key by {ServerSettings.MasterKeyVariable}. A new key cannot open the old data."));
        return new MasterKeys(keys, async again => await MasterKeyFile.TryReadAsync(settings.MasterKeyFile, again) ?? keys);
    }

    /// <summary>Where the key came from, in words for a message.</summary>
    public static string SourceOf(ServerSettings settings) => settings.MasterKeys is null ? settings.MasterKeyFile : ServerSettings.MasterKeyVariable;

    private static async Task<IReadOnlyList<MigrationFile>> MigrateAsync(NpgsqlDataSource owner, string connectionString, Migrating migrating, CancellationToken cancel)
    {
        if (migrating == Migrating.Never)
        {
            return [];
        }

        var pending = await Migrator.PendingAsync(owner, cancel);
        if (migrating == Migrating.NewDatabasesOnly && pending.Count > 0 && pending.Count < MigrationFile.Embedded.Count)
        {
            throw new OperatorException($"Migrations are pending: {string.Join(", ", pending)}. Stop the server, then run: ./quittance migrate");
        }

        await ServerRole.EnsureAsync(connectionString, cancel);
        return await Migrator.ApplyAsync(connectionString, TimeProvider.System, cancel);
    }
}
