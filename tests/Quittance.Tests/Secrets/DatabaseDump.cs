using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Quittance.Server.Storage.Backups;
using Quittance.Server.Storage.Embedded;

namespace Quittance.Tests.Secrets;

/// <summary>All that is in a database, as pg_dump writes it.</summary>
internal static class DatabaseDump
{
    /// <returns>A piece for each line; a row of a table is one.</returns>
    public static async Task<IReadOnlyList<Evidence>> ReadAsync(string ownerDatabase, CancellationToken cancel)
    {
        var login = new NpgsqlConnectionStringBuilder(ownerDatabase);
        var program = PostgresBinaries.Find(
            Environment.GetEnvironmentVariable(PostgresBinaries.FolderVariable), Environment.GetEnvironmentVariable("PATH"), null).Program("pg_dump");
        var start = new ProcessStartInfo(program, ["--format=plain", $"--dbname={login.Database}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PGHOST"] = login.Host, ["PGPORT"] = login.Port.ToString(CultureInfo.InvariantCulture), ["PGUSER"] = login.Username, ["PGPASSWORD"] = login.Password,
            },
        };
        using var dump = RunningTool.Start(start, program);
        using var reader = new StreamReader(dump.Output);
        var (rows, table) = (new List<Evidence>(), "");
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            table = line.StartsWith("COPY ", StringComparison.Ordinal) ? line.Split(' ')[1] : table;
            rows.Add(new Evidence("dump", table, line.Replace(@"\\", @"\", StringComparison.Ordinal))); // COPY doubles backslashes.
        }

        await dump.EndAsync(cancel);
        return rows;
    }
}
