namespace Quittance.Server.Storage.Embedded;

/// <summary>This machine has no PostgreSQL programs. The message holds the one line that installs them.</summary>
internal sealed class PostgresMissingException(string what)
    : EmbeddedPostgresException($"""
        {what}
        Install them:    sudo apt-get install -y postgresql
        or name them:    {PostgresBinaries.FolderVariable}=/path/to/postgresql/bin
        or use a server: QUITTANCE_DATABASE="Host=...;Username=...;Password=...;Database=..."
        """);
