using System.Globalization;

namespace Quittance.Server.Storage.Embedded;

/// <summary>The folder with PostgreSQL's programs: <c>initdb</c>, <c>postgres</c> and, as a rule, <c>pg_dump</c> and <c>psql</c>.</summary>
internal sealed record PostgresBinaries(string Folder)
{
    public const string FolderVariable = "QUITTANCE_PG_BIN";

    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>Takes the named folder, else the newest that Debian installed, else the first on the PATH.</summary>
    /// <param name="named">The folder that the operator named, or null.</param>
    /// <param name="path">The search path, in the form of the PATH variable.</param>
    /// <param name="clusterMajor">The major version that made the cluster (<c>15</c>), which alone can open it; null before there is one.</param>
    /// <param name="debianRoot">Where each major version has its folder; a parameter for the tests.</param>
    /// <exception cref="PostgresMissingException">No folder holds the programs, or none of the cluster's version.</exception>
    public static PostgresBinaries Find(string? named, string? path, string? clusterMajor, string debianRoot = DebianRoot)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return Holds(named)
                ? new PostgresBinaries(Path.GetFullPath(named))
                : throw new PostgresMissingException($"{FolderVariable} is {named}, where there is no initdb.");
        }

        var folders = DebianFolders(debianRoot).ToList();
        if (clusterMajor is not null && folders.Count > 0)
        {
            // A distribution upgrade leaves the old version beside the new one exactly so that old clusters open.
            return folders.Find(folder => folder.Major == clusterMajor) is { } same
                ? new PostgresBinaries(same.Folder)
                : throw new PostgresMissingException(
                    $"The database was made by PostgreSQL {clusterMajor}; here is only {string.Join(", ", folders.Select(folder => folder.Major))}. "
                    + $"Install postgresql-{clusterMajor}, or restore a backup into a new data folder.");
        }

        var found = folders.FirstOrDefault()?.Folder ?? (path ?? "").Split(':').FirstOrDefault(Holds);
        return found is not null
            ? new PostgresBinaries(found)
            : throw new PostgresMissingException("PostgreSQL's programs (initdb, postgres) are not on this machine.");
    }

    public string Program(string name) => Path.Combine(Folder, name);

    private static IEnumerable<DebianFolder> DebianFolders(string root) =>
        Directory.Exists(root)
            ? Directory.EnumerateDirectories(root)
                .Select(folder => new DebianFolder(Path.GetFileName(folder), Path.Combine(folder, "bin")))
                .Where(folder => Holds(folder.Folder))
                .OrderByDescending(folder => int.TryParse(folder.Major, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0)
            : [];

    private static bool Holds(string folder) => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private sealed record DebianFolder(string Major, string Folder);
}
