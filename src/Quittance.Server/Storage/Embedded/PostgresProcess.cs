using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace Quittance.Server.Storage.Embedded;

/// <summary>The running <c>postgres</c>, a child of this process.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(5);

    /// <summary>In characters. What it prints before its own log begins is a few lines.</summary>
    private const int PrintedMax = 4_000;

    private readonly Process _process;
    private readonly TimeSpan _stopTimeout;
    private readonly StringBuilder _printed = new();

    private PostgresProcess(Process process, TimeSpan stopTimeout)
    {
        _process = process;
        _stopTimeout = stopTimeout;
        Ended = process.WaitForExitAsync();
        process.OutputDataReceived += (_, line) => Remember(line.Data);
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Task Ended { get; }

    public static async Task<PostgresProcess> StartAsync(
        ClusterFolders folders, ServiceAccount account, PostgresBinaries binaries, EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        await EndPredecessorAsync(folders, options.StopTimeout, cancel);
        var start = account.Command(binaries.Program("postgres"), ["-D", folders.Data, .. Settings(folders, options.Durable)], diesWithUs: true);
        var process = await ChildProcess.StartFromOwnThreadAsync(start);
        process.StandardInput.Close();
        return new PostgresProcess(process, options.StopTimeout);
    }

    /// <summary>Waits until the database takes connections, and makes it if it is not there.</summary>
    public async Task ServesAsync(string connectionString, TimeSpan timeout, CancellationToken cancel)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var db = await ClusterLogin.ConnectAsync(connectionString, EmbeddedPostgres.DatabaseName, cancel);
                return;
            }
            catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
            {
                await ClusterLogin.CreateDatabaseAsync(connectionString, cancel);
            }
            catch (NpgsqlException notYet) when (notYet is not PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow })
            {
                if (_process.HasExited)
                {
                    await Ended; // Only then has everything it printed been read.
                    throw new EmbeddedPostgresException($"PostgreSQL does not start: {Printed()}");
                }

                if (TimeProvider.System.GetElapsedTime(since) >= timeout)
                {
                    throw new EmbeddedPostgresException($"PostgreSQL does not answer after {timeout}: {notYet.Message}", notYet);
                }

                await Task.Delay(Pause, TimeProvider.System, cancel);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Libc.Signal(_process.Id, Libc.Interrupt);
            if (!await EndsWithinAsync(_stopTimeout))
            {
                Libc.Signal(_process.Id, Libc.Quit);
                await EndsWithinAsync(QuitTimeout);
            }
        }

        _process.Dispose();
    }

    /// <summary>What must be as it is, whatever postgresql.conf says; the command line wins over it.</summary>
    private static IEnumerable<string> Settings(ClusterFolders folders, bool durable)
    {
        List<string> settings =
        [
            "listen_addresses=", "port=5432", $"unix_socket_directories={folders.Sockets}", "unix_socket_permissions=0700",
            // Its own log of seven days, one file each, in a folder of ours.
            "logging_collector=on", "log_destination=stderr", $"log_directory={folders.Log}", "log_filename=postgres-%a.log", "log_file_mode=0600",
            "log_rotation_age=1d", "log_rotation_size=0", "log_truncate_on_rotation=on",
            // A failed statement's text and the values of the row it failed on are other people's business data.
            "log_min_error_statement=panic", "log_error_verbosity=terse",
        ];
        if (!durable)
        {
            settings.AddRange(["fsync=off", "full_page_writes=off"]);
        }

        return settings.SelectMany(setting => new[] { "-c", setting });
    }

    /// <summary>Waits for a PostgreSQL whose owner was killed to end, and clears away what one that is gone has left.</summary>
    /// <remarks>
    /// PostgreSQL takes the process number in its lock files for its predecessor as long as any process of its account
    /// bears it, which after a restart of a container is likely: there, the same few numbers come back. We hold the
    /// owner's lock and can look closer: only a process that works in this very data folder is a predecessor.
    /// </remarks>
    private static async Task EndPredecessorAsync(ClusterFolders folders, TimeSpan timeout, CancellationToken cancel)
    {
        var lockFile = Path.Combine(folders.Data, LockedBy.FileName);
        var since = TimeProvider.System.GetTimestamp();
        var signal = Libc.Interrupt;
        while (LockedBy.Read(lockFile) is { Pid: var pid } locked && WorksHere(pid, locked))
        {
            Libc.Signal(pid, signal);
            if (TimeProvider.System.GetElapsedTime(since) >= 2 * timeout)
            {
                throw new EmbeddedPostgresException($"A PostgreSQL (pid {pid}) still runs on {folders.Data} and does not end.");
            }

            signal = TimeProvider.System.GetElapsedTime(since) >= timeout ? Libc.Quit : Libc.Interrupt;
            await Task.Delay(Pause, TimeProvider.System, cancel);
        }

        File.Delete(lockFile);
        foreach (var socket in Directory.EnumerateFiles(folders.Sockets, ".s.PGSQL.*"))
        {
            File.Delete(socket);
        }
    }

    /// <summary>PostgreSQL changes into its data folder and stays there; so the lock file of its working folder is the very one.</summary>
    private static bool WorksHere(int pid, LockedBy locked) => LockedBy.Read($"/proc/{pid}/cwd/{LockedBy.FileName}") == locked;

    private async Task<bool> EndsWithinAsync(TimeSpan timeout)
    {
        try
        {
            await Ended.WaitAsync(timeout, TimeProvider.System);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Remember(string? line)
    {
        lock (_printed)
        {
            if (line is not null && _printed.Length < PrintedMax)
            {
                _printed.AppendLine(line);
            }
        }
    }

    private string Printed()
    {
        lock (_printed)
        {
            return _printed.ToString().Trim();
        }
    }

    /// <summary>The first three lines of PostgreSQL's lock file; those after them change while it runs.</summary>
    private sealed record LockedBy(int Pid, string DataFolder, string StartedAt)
    {
        public const string FileName = "postmaster.pid";

        /// <returns>Null if there is no such file, or it is not for us to read.</returns>
        public static LockedBy? Read(string path)
        {
            try
            {
                var lines = File.ReadAllLines(path);
                return lines.Length >= 3 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                    ? new LockedBy(pid, lines[1], lines[2])
                    : null;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
