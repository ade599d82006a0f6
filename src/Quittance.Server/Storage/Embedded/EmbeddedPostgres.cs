using System.Diagnostics.CodeAnalysis;

namespace Quittance.Server.Storage.Embedded;

/// <summary>A PostgreSQL cluster of our own, made in the data folder and reached over a unix socket only.</summary>
/// <remarks>
/// One process owns it: that which started PostgreSQL. It ends with its owner, even by kill -9. Other processes of the
/// same machine and account, such as the command line beside a running server, attach.
/// </remarks>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    public const string DatabaseName = "quittance";

    /// <summary>The role that owns the database, and the cluster's superuser.</summary>
    public const string OwnerRole = "quittance";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ClusterFolders _folders;
    private readonly PostgresProcess? _process;
    private readonly OwnerLock? _lock;

    private EmbeddedPostgres(ClusterFolders folders, string connectionString, PostgresProcess? process = null, OwnerLock? ownerLock = null)
    {
        _folders = folders;
        ConnectionString = connectionString;
        _process = process;
        _lock = ownerLock;
    }

    /// <summary>Connects as the owner role to the database. Holds the password: never log it.</summary>
    public string ConnectionString { get; }

    /// <summary>True if this process started PostgreSQL, and ends it.</summary>
    public bool IsOwner => _process is not null;

    /// <summary>The folder of the cluster, also when it could not lie in the data folder.</summary>
    public string Folder => _folders.Root;

    /// <summary>Ends when PostgreSQL ends, asked or not. Never ends for who has only attached.</summary>
    public Task Ended => _process?.Ended ?? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);

    /// <summary>Starts the cluster, which it makes first if need be, and becomes its owner.</summary>
    /// <exception cref="EmbeddedPostgresException">Another process owns it, or it does not start.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "LaunchAsync takes the lock over.")]
    public static async Task<EmbeddedPostgres> StartAsync(string dataFolder, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        var account = ServiceAccount.Current();
        var folders = await ClusterFolders.EnsureAsync(dataFolder, options.Elsewhere, account, options.Tell, cancel);
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (OwnerLock.TryTake(folders) is { } ownerLock)
            {
                return await LaunchAsync(folders, account, ownerLock, options, cancel);
            }

            if (TimeProvider.System.GetElapsedTime(since) >= options.OwnerTimeout)
            {
                throw new EmbeddedPostgresException($"Another Quittance already serves {Path.GetFullPath(dataFolder)} ({OwnerLock.HolderOf(folders)}).");
            }

            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
    }

    /// <summary>Attaches to the cluster that another process runs.</summary>
    /// <returns>Null if nobody runs it.</returns>
    public static async Task<EmbeddedPostgres?> AttachAsync(string dataFolder, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        if (ClusterFolders.Find(dataFolder) is not { } folders)
        {
            return null;
        }

        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using (var free = OwnerLock.TryTake(folders))
            {
                if (free is not null)
                {
                    return null;
                }
            }

            if (await ClusterLogin.TryReadAsync(folders, cancel) is { } connectionString && await ClusterLogin.AnswersAsync(connectionString, cancel))
            {
                return new EmbeddedPostgres(folders, connectionString);
            }

            if (TimeProvider.System.GetElapsedTime(since) >= options.StartTimeout)
            {
                throw new EmbeddedPostgresException($"Another Quittance ({OwnerLock.HolderOf(folders)}) holds {folders.Root}, but its database does not answer.");
            }

            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
    }

    /// <summary>Attaches to the cluster if another process runs it, and else starts it for the time until it is disposed.</summary>
    public static async Task<EmbeddedPostgres> OpenAsync(string dataFolder, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        var running = await AttachAsync(dataFolder, options, cancel);
        return running ?? await StartAsync(dataFolder, options, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _folders.ForgetSockets();
        }

        _lock?.Dispose();
    }

    private static async Task<EmbeddedPostgres> LaunchAsync(ClusterFolders folders, ServiceAccount account, OwnerLock ownerLock, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        PostgresProcess? process = null;
        try
        {
            var binaries = PostgresBinaries.Find(options.BinariesFolder, Environment.GetEnvironmentVariable("PATH"), folders.Major);
            await folders.PrepareAsync(account, cancel);
            if (folders.Major is null)
            {
                await ClusterMaker.MakeAsync(folders, account, binaries, options.Durable, cancel);
            }

            var connectionString = await ClusterLogin.TryReadAsync(folders, cancel)
                ?? throw new EmbeddedPostgresException($"The database is in {folders.Data}, but its password is not in {folders.PasswordFile}. Bring the file back from a backup.");
            process = await PostgresProcess.StartAsync(folders, account, binaries, options, cancel);
            await process.ServesAsync(connectionString, options.StartTimeout, cancel);
            return new EmbeddedPostgres(folders, connectionString, process, ownerLock);
        }
        catch
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }

            ownerLock.Dispose();
            throw;
        }
    }
}
