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
    public static async Task<EmbeddedPostgres> StartAsync(string dataFolder, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        var folders = await ClusterFolders.EnsureAsync(dataFolder, options.Elsewhere, ServiceAccount.Current(), options.Tell, cancel);
        return (await EnterAsync(folders, mayStart: true, mayAttach: false, options, cancel))!;
    }

    /// <summary>Attaches to the cluster that another process runs.</summary>
    /// <returns>Null if nobody runs it.</returns>
    public static async Task<EmbeddedPostgres?> AttachAsync(string dataFolder, EmbeddedPostgresOptions options, CancellationToken cancel) =>
        ClusterFolders.Find(dataFolder) is { } folders ? await EnterAsync(folders, mayStart: false, mayAttach: true, options, cancel) : null;

    /// <summary>Attaches to the cluster if another process runs it, and else starts it for the time until it is disposed.</summary>
    public static async Task<EmbeddedPostgres> OpenAsync(string dataFolder, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        var folders = await ClusterFolders.EnsureAsync(dataFolder, options.Elsewhere, ServiceAccount.Current(), options.Tell, cancel);
        return (await EnterAsync(folders, mayStart: true, mayAttach: true, options, cancel))!;
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

    /// <returns>Null only if nobody owns the cluster and we may not start it.</returns>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "LaunchAsync takes the lock over.")]
    private static async Task<EmbeddedPostgres?> EnterAsync(ClusterFolders folders, bool mayStart, bool mayAttach, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (OwnerLock.TryTake(folders) is { } ownerLock)
            {
                if (mayStart)
                {
                    return await LaunchAsync(folders, ownerLock, options, cancel);
                }

                ownerLock.Dispose();
                return null;
            }

            // The owner may just be starting: the password and the socket appear while we wait.
            if (mayAttach && await ClusterLogin.TryReadAsync(folders, cancel) is { } connectionString && await ClusterLogin.AnswersAsync(connectionString, cancel))
            {
                return new EmbeddedPostgres(folders, connectionString);
            }

            if (TimeProvider.System.GetElapsedTime(since) >= (mayAttach ? options.StartTimeout : options.OwnerTimeout))
            {
                throw new EmbeddedPostgresException(
                    $"Another Quittance already serves {folders.Root} ({OwnerLock.HolderOf(folders)}){(mayAttach ? ", but its database does not answer" : "")}.");
            }

            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
    }

    private static async Task<EmbeddedPostgres> LaunchAsync(ClusterFolders folders, OwnerLock ownerLock, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        PostgresProcess? process = null;
        var account = ServiceAccount.Current();
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
