namespace Quittance.Server.Storage.Embedded;

/// <summary>Makes a new cluster: initdb, and the settings that fit a small machine.</summary>
internal static class ClusterMaker
{
    /// <summary>Appended to postgresql.conf once, so that they are the operator's from then on: by editing it, or by <c>alter system</c>.</summary>
    private const string Settings = """

        # Chosen by Quittance when it made this cluster, for a machine of about 2 cores and 4 GB.
        # They are yours to change; what Quittance itself depends on is set on the command line.
        max_connections = 100
        shared_buffers = 256MB
        effective_cache_size = 1GB
        work_mem = 16MB
        maintenance_work_mem = 128MB
        max_wal_size = 2GB
        checkpoint_timeout = 15min
        wal_compression = on
        random_page_cost = 1.1                  # solid-state disks
        effective_io_concurrency = 200
        jit = off                               # short statements: compiling costs more than it saves
        max_parallel_workers_per_gather = 0     # latency under load; and a container's /dev/shm is often 64 MB
        timezone = 'UTC'
        log_timezone = 'UTC'

        """;

    public static async Task MakeAsync(ClusterFolders folders, ServiceAccount account, PostgresBinaries binaries, bool durable, CancellationToken cancel)
    {
        // Made under another name and then renamed: what is called "data" is whole, whenever the power goes.
        if (Directory.Exists(folders.Unfinished))
        {
            Directory.Delete(folders.Unfinished, recursive: true);
        }

        Directory.CreateDirectory(folders.Unfinished, ClusterFolders.Private);
        await account.GiveAsync(folders.Unfinished, cancel);
        await InitializeAsync(folders, account, binaries, durable, cancel);
        await File.AppendAllTextAsync(Path.Combine(folders.Unfinished, "postgresql.conf"), Settings, cancel);
        Directory.Move(folders.Unfinished, folders.Data);
    }

    private static async Task InitializeAsync(ClusterFolders folders, ServiceAccount account, PostgresBinaries binaries, bool durable, CancellationToken cancel)
    {
        // initdb runs as the other account, which may read neither our 0600 file nor a pipe of ours:
        // a copy that it owns lies in its own 0700 folder for as long as initdb runs.
        var password = await ClusterLogin.ChooseAsync(folders, cancel);
        var copy = Path.Combine(folders.Sockets, "password");
        try
        {
            File.Delete(copy);
            await using (var file = new FileStream(copy, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ClusterFolders.PrivateFile }))
            await using (var writer = new StreamWriter(file))
            {
                await writer.WriteAsync(password.AsMemory(), cancel);
            }

            await account.GiveAsync(copy, cancel);
            string[] arguments =
            [
                $"--pgdata={folders.Unfinished}", $"--username={EmbeddedPostgres.OwnerRole}", $"--pwfile={copy}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
            ];
            await ChildProcess.RunAsync(account.Command(binaries.Program("initdb"), durable ? arguments : [.. arguments, "--no-sync"]), cancel);
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
