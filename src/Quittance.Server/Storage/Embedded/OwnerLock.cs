namespace Quittance.Server.Storage.Embedded;

/// <summary>Says which process owns a cluster: the one that started PostgreSQL, and that PostgreSQL ends with.</summary>
/// <remarks>The kernel holds it (flock) and lets go when the process ends, however it ends; so it can never be stale.</remarks>
internal sealed class OwnerLock : IDisposable
{
    private readonly FileStream _held;

    private OwnerLock(FileStream held) => _held = held;

    /// <returns>Null if another process, or another part of this one, is the owner.</returns>
    public static OwnerLock? TryTake(ClusterFolders folders)
    {
        FileStream held;
        try
        {
            held = new FileStream(folders.LockFile, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = ClusterFolders.PrivateFile,
            });
        }
        catch (UnauthorizedAccessException closed)
        {
            throw new EmbeddedPostgresException($"{folders.Root} belongs to another account than {Environment.UserName}. Run Quittance as the account that made it.", closed);
        }
        catch (IOException) when (File.Exists(folders.LockFile))
        {
            return null;
        }

        File.WriteAllText(PidFile(folders), $"{Environment.ProcessId}\n");
        return new OwnerLock(held);
    }

    /// <summary>The process that took the lock last.</summary>
    public static string HolderOf(ClusterFolders folders) => File.Exists(PidFile(folders)) ? $"pid {File.ReadAllText(PidFile(folders)).Trim()}" : "of unknown pid";

    public void Dispose() => _held.Dispose();

    // Beside the lock, not in it: .NET asks for the lock whenever it opens a file, so nobody else could read it there.
    private static string PidFile(ClusterFolders folders) => folders.LockFile + ".pid";
}
