using Npgsql;
using Quittance.Connectors;
using Quittance.Connectors.Http;
using Quittance.Server.Storage;

namespace Quittance.Server.Hosting;

/// <summary>What a server needs to start, read from the environment or given by a test.</summary>
/// <param name="OwnerDatabase">Connection string of the role that owns the tables; used for migrations and admin commands only.</param>
/// <param name="Urls">Where to listen, separated by <c>;</c>.</param>
/// <param name="SandboxSettlement">How long the sandbox rail takes to settle.</param>
internal sealed record ServerOptions(string OwnerDatabase, MasterKeys MasterKeys, string Urls, TimeSpan SandboxSettlement)
{
    public const string DefaultUrls = "http://127.0.0.1:8080";

    public const int DefaultAccountingRate = 30;

    public const int DefaultSearchMemoryMib = 384;

    public const long BytesPerMib = 1024 * 1024;

    public static readonly TimeSpan DefaultSandboxSettlement = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan DefaultAccountingSync = TimeSpan.FromHours(1);

    /// <summary>Where people reach the server, for links that are sent to them; null takes the host that the request named.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// How many connections to the database the server has at most, unless the operator's connection string says. A request that finds none
    /// free waits for one. PostgreSQL has 100 by default and refuses the next at once, so some are left for commands, backups and migrations.
    /// </summary>
    internal const int ConnectionsMax = 70;

    /// <summary>How many of them are for pages at most, each of which needs one for a fraction of a millisecond.</summary>
    internal const int PageConnectionsMax = 16;

    /// <summary>A page of ten transactions at once.</summary>
    private const int PageBufferBytes = 64 * 1024;

    private const string PoolMax = "Maximum Pool Size";

    /// <summary>The operator's own networks that outgoing calls may reach; without any they reach public addresses only.</summary>
    public AllowedNetworks AllowedNetworks { get; init; } = AllowedNetworks.None;

    /// <summary>Where connections have their drop folders.</summary>
    public string DropFolder { get; init; } = Path.GetFullPath("./data/drop");

    /// <summary>How many requests a second a principal may send to the Accounting dialect; 0 counts none.</summary>
    public int AccountingRate { get; init; } = DefaultAccountingRate;

    /// <summary>How often the books of a connection are read.</summary>
    public TimeSpan AccountingSync { get; init; } = DefaultAccountingSync;

    /// <summary>What transactions may take in memory to be searched, in bytes; those of payers that are asked for least go first.</summary>
    public long SearchMemoryBytes { get; init; } = DefaultSearchMemoryMib * BytesPerMib;

    /// <summary>The origins whose pages may call from a browser, as browsers write them; null: all may.</summary>
    public IReadOnlySet<string>? AllowedOrigins { get; init; }

    /// <summary>What the operator decides about the accounting systems.</summary>
    public AccountingSystemOptions Accounting { get; init; } = new(Path.GetFullPath("./data/journals"));

    /// <summary>The server's address for links that go out, without a slash at its end.</summary>
    public string UrlFor(HttpRequest request) => PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}{request.PathBase}";

    /// <summary>The same as <see cref="ServerDatabase"/> for what only reads, in one snapshot and one round trip.</summary>
    public string PageDatabase
    {
        get
        {
            var builder = AppDatabase();
            builder.MaxPoolSize = PagesOf(builder.MaxPoolSize);
            builder.Options += @" -c default_transaction_isolation=repeatable\ read -c default_transaction_read_only=on";

            // It would plan "what is newer than this" anew every time, because it takes it for a third of the table: a fifth of a millisecond.
            builder.Options += " -c plan_cache_mode=force_generic_plan";
            builder.NoResetOnClose = true; // What a batch sets is over with it.
            builder.ReadBufferSize = PageBufferBytes;
            return builder.ConnectionString;
        }
    }

    /// <summary>The same database as the server's own role, which owns no table, so that row-level security holds for it.</summary>
    public string ServerDatabase
    {
        get
        {
            var builder = AppDatabase();
            builder.MaxPoolSize = Math.Max(1, builder.MaxPoolSize - PagesOf(builder.MaxPoolSize));
            return builder.ConnectionString;
        }
    }

    // With as many connections as both may have together.
    private NpgsqlConnectionStringBuilder AppDatabase()
    {
        var builder = new NpgsqlConnectionStringBuilder(OwnerDatabase)
        {
            Options = $"-c role={ServerRole.Name}",
            ApplicationName = "quittance",
            MaxAutoPrepare = 200,
        };
        if (!builder.ShouldSerialize(PoolMax))
        {
            builder.MaxPoolSize = ConnectionsMax;
        }

        return builder;
    }

    private static int PagesOf(int connections) => Math.Clamp(connections / 4, 1, PageConnectionsMax);
}
