using System.Security.Cryptography;
using Npgsql;

namespace Quittance.Server.Storage.Embedded;

/// <summary>The owner role's password, which lies in a file of mode 0600 and nowhere else, and the connections made with it.</summary>
internal static class ClusterLogin
{
    private const int Port = 5432; // No port is opened; it is the last part of the socket's name.

    /// <summary>Makes a new password and keeps it. For a cluster that is about to be made.</summary>
    public static async Task<string> ChooseAsync(ClusterFolders folders, CancellationToken cancel)
    {
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        File.Delete(folders.PasswordFile); // The mode below counts for new files only.
        await using var file = new FileStream(folders.PasswordFile, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = ClusterFolders.PrivateFile,
        });
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync(password.AsMemory(), cancel);
        return password;
    }

    /// <returns>The connection string of the owner role, or null as long as there is no password.</returns>
    public static async Task<string?> TryReadAsync(ClusterFolders folders, CancellationToken cancel)
    {
        if (!File.Exists(folders.PasswordFile))
        {
            return null;
        }

        return new NpgsqlConnectionStringBuilder
        {
            Host = folders.Sockets,
            Port = Port,
            Username = EmbeddedPostgres.OwnerRole,
            Password = (await File.ReadAllTextAsync(folders.PasswordFile, cancel)).Trim(),
            Database = EmbeddedPostgres.DatabaseName,
            // Over a socket that only this account can open, asking for either would be a wasted round trip.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
    }

    /// <summary>True if the database takes a connection now.</summary>
    public static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancel)
    {
        try
        {
            await using var db = await ConnectAsync(connectionString, EmbeddedPostgres.DatabaseName, cancel);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Makes the database, as it is needed once in the life of a cluster.</summary>
    public static async Task CreateDatabaseAsync(string connectionString, CancellationToken cancel)
    {
        await using var db = await ConnectAsync(connectionString, "postgres", cancel);
        await using var create = new NpgsqlCommand($"create database {EmbeddedPostgres.DatabaseName}", db);
        await create.ExecuteNonQueryAsync(cancel);
    }

    public static async Task<NpgsqlConnection> ConnectAsync(string connectionString, string database, CancellationToken cancel)
    {
        var db = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Database = database, Pooling = false }.ConnectionString);
        try
        {
            await db.OpenAsync(cancel);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}
