namespace Quittance.Server.Storage.Embedded;

/// <summary>How the private cluster is found and started.</summary>
internal sealed record EmbeddedPostgresOptions
{
    /// <summary>The folder with PostgreSQL's programs; null: look for it. Set by QUITTANCE_PG_BIN.</summary>
    public string? BinariesFolder { get; init; } = Environment.GetEnvironmentVariable(PostgresBinaries.FolderVariable);

    /// <summary>False gives up durability for speed: a power cut may cost the whole cluster. For tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long a starting owner waits for the one before to end: a command that held the folder for a moment, a server that is stopping.</summary>
    public TimeSpan OwnerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long PostgreSQL may take until it answers. After a crash it first replays its log, which takes minutes at worst.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long PostgreSQL may take for an orderly stop before it is told to stop at once.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where clusters go whose data folder the account of PostgreSQL cannot reach, as when root serves a checkout under /root.</summary>
    public string Elsewhere { get; init; } = "/var/lib/quittance";

    /// <summary>Hears what the operator should know.</summary>
    public Action<string> Tell { get; init; } = Console.Error.WriteLine;
}
