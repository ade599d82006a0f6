using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Quittance.Server.Hosting;
using Quittance.Server.Storage.Embedded;

namespace Quittance.Server.Storage.Backups;

/// <summary>pg_dump and pg_restore of a version that fits the database, run as the account that may reach it.</summary>
internal sealed class PostgresTools
{
    private const string DebianRoot = "/usr/lib/postgresql";
    private const string Dump = "pg_dump";
    private const string Restore = "pg_restore";

    private readonly OwnerDatabase _database;
    private readonly string _folder;

    private PostgresTools(OwnerDatabase database, string folder) => (_database, _folder) = (database, folder);

    /// <summary>Takes the oldest that is not older than the database: a later one may write statements that the database does not know.</summary>
    /// <param name="named">The folder that the operator named, or null.</param>
    /// <exception cref="OperatorException">There are none, or only older ones, which cannot dump the database.</exception>
    public static async Task<PostgresTools> FindAsync(OwnerDatabase database, string? named, CancellationToken cancel)
    {
        var found = new List<(int Major, string Folder)>();
        foreach (var folder in Folders(named).Where(folder => File.Exists(Path.Combine(folder, Dump)) && File.Exists(Path.Combine(folder, Restore))))
        {
            found.Add((await MajorOfAsync(Path.Combine(folder, Dump), cancel), folder));
        }

        var fitting = found.Where(tools => tools.Major >= database.PostgresMajor).OrderBy(tools => tools.Major).FirstOrDefault();
        if (fitting.Folder is { } fits)
        {
            return new PostgresTools(database, fits);
        }

        var have = found.Count == 0 ? "there is none" : $"there is only {string.Join(", ", found.Select(tools => tools.Major).Distinct())}";
        throw new OperatorException(
            $"The database runs PostgreSQL {database.PostgresMajor}, which needs pg_dump and pg_restore of version {database.PostgresMajor} or later; {have}. "
            + $"Install them: sudo apt-get install -y postgresql-client-{database.PostgresMajor}, or name their folder: {PostgresBinaries.FolderVariable}=/path/to/bin");
    }

    /// <summary>A consistent dump of the whole database, as pg_dump writes it.</summary>
    public RunningTool StartDump() => RunningTool.Start(Command(Dump, ["--format=custom", "--no-owner", $"--dbname={DatabaseName}"]), Dump);

    /// <summary>Takes a dump in; all of it or nothing.</summary>
    public RunningTool StartRestore() =>
        RunningTool.Start(Command(Restore, ["--no-owner", "--single-transaction", "--exit-on-error", $"--dbname={DatabaseName}"]), Restore);

    private string DatabaseName => new NpgsqlConnectionStringBuilder(_database.ConnectionString) is var login && login.Database is { Length: > 0 } name ? name : login.Username!;

    private ProcessStartInfo Command(string program, IEnumerable<string> arguments)
    {
        var path = Path.Combine(_folder, program);
        ProcessStartInfo start;
        if (_database.IsEmbedded)
        {
            start = ServiceAccount.Current().Command(path, arguments); // The socket's folder is that account's alone.
        }
        else
        {
            start = new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment.Remove(ServerSettings.MasterKeyVariable);
            start.Environment.Remove(ServerSettings.DatabaseVariable);
        }

        foreach (var (name, value) in Login(new NpgsqlConnectionStringBuilder(_database.ConnectionString)))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>The connection string in libpq's words. In the environment, because a command line can be read by everybody.</summary>
    private static IEnumerable<(string Name, string Value)> Login(NpgsqlConnectionStringBuilder login) => new (string Name, string? Value)[]
    {
        ("PGHOST", login.Host),
        ("PGPORT", login.Port.ToString(CultureInfo.InvariantCulture)),
        ("PGUSER", login.Username),
        ("PGPASSWORD", login.Password),
        ("PGPASSFILE", login.Passfile),
        ("PGSSLMODE", login.SslMode switch
        {
            SslMode.Disable => "disable",
            SslMode.Allow => "allow",
            SslMode.Prefer => "prefer",
            SslMode.Require => "require",
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
        }),
        ("PGSSLROOTCERT", login.RootCertificate),
        ("PGSSLCERT", login.SslCertificate),
        ("PGSSLKEY", login.SslKey),
        ("PGAPPNAME", "quittance backup"),
    }.Where(setting => !string.IsNullOrEmpty(setting.Value)).Select(setting => (setting.Name, setting.Value!));

    private static IEnumerable<string> Folders(string? named) => named is not null
        ? [named]
        : [
            .. Directory.Exists(DebianRoot) ? Directory.EnumerateDirectories(DebianRoot).Select(folder => Path.Combine(folder, "bin")) : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        ];

    private static async Task<int> MajorOfAsync(string program, CancellationToken cancel)
    {
        // "pg_dump (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
        using var tool = RunningTool.Start(
            new ProcessStartInfo(program, ["--version"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true }, program);
        using var reader = new StreamReader(tool.Output);
        var words = (await reader.ReadToEndAsync(cancel)).Split(' ');
        await tool.EndAsync(cancel);
        return words.Length > 2 && int.TryParse(words[2].TakeWhile(char.IsAsciiDigit).ToArray(), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }
}
