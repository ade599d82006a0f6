using Npgsql;
using Quittance.Server.Storage.Embedded;

namespace Quittance.Server.Hosting;

/// <summary>The database as the role that owns it: the private cluster of the data folder, or the operator's own server.</summary>
internal sealed class OwnerDatabase : IAsyncDisposable
{
    /// <summary>The oldest major version whose features the schema uses and that PostgreSQL still supported when it was written.</summary>
    public const int PostgresMajorMin = 14;

    private readonly EmbeddedPostgres? _embedded;

    private OwnerDatabase(EmbeddedPostgres? embedded, string connectionString, int postgresMajor)
    {
        _embedded = embedded;
        ConnectionString = connectionString;
        PostgresMajor = postgresMajor;
    }

    /// <summary>Holds the password: never log it.</summary>
    public string ConnectionString { get; }

    public int PostgresMajor { get; }

    public bool IsEmbedded => _embedded is not null;

    /// <summary>True if the private cluster is another process's, as a rule a running server's.</summary>
    public bool IsAttached => _embedded is { IsOwner: false };

    /// <summary>Ends when the private PostgreSQL ends before us.</summary>
    public Task Ended => _embedded?.Ended ?? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);

    /// <summary>For the server, which has to be the one that runs the private cluster.</summary>
    public static Task<OwnerDatabase> StartAsync(ServerSettings settings, CancellationToken cancel) => OpenAsync(settings, EmbeddedPostgres.StartAsync, cancel);

    /// <summary>For commands, which work beside a running server as well as without one.</summary>
    public static Task<OwnerDatabase> OpenAsync(ServerSettings settings, CancellationToken cancel) => OpenAsync(settings, EmbeddedPostgres.OpenAsync, cancel);

    public async ValueTask DisposeAsync()
    {
        // Idle connections would make PostgreSQL's orderly stop wait for them.
        NpgsqlConnection.ClearAllPools();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    private static async Task<OwnerDatabase> OpenAsync(
        ServerSettings settings, Func<string, EmbeddedPostgresOptions, CancellationToken, Task<EmbeddedPostgres>> open, CancellationToken cancel)
    {
        if (settings.Database is { } own)
        {
            return new OwnerDatabase(null, own, await CheckedMajorAsync(own, cancel));
        }

        var embedded = await open(settings.DataFolder, new EmbeddedPostgresOptions { BinariesFolder = settings.BinariesFolder }, cancel);
        try
        {
            return new OwnerDatabase(embedded, embedded.ConnectionString, await CheckedMajorAsync(embedded.ConnectionString, cancel));
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    private static async Task<int> CheckedMajorAsync(string connectionString, CancellationToken cancel)
    {
        await using var db = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await db.OpenAsync(cancel);
        }
        catch (NpgsqlException closed)
        {
            throw new OperatorException(
                $"The database does not let us in: {(closed as PostgresException)?.MessageText ?? closed.Message}. Check {ServerSettings.DatabaseVariable}.", closed);
        }

        return db.PostgreSqlVersion.Major >= PostgresMajorMin
            ? db.PostgreSqlVersion.Major
            : throw new OperatorException($"The database runs PostgreSQL {db.PostgreSqlVersion}. Quittance needs version {PostgresMajorMin} or later.");
    }
}
