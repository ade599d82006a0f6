using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using Quittance.Server.Storage.Embedded;

namespace Quittance.Bench;

/// <summary>The real server as its own process on a data folder of its own, so that its memory is its own too.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _isKept;
    private readonly Process _process;
    private readonly EmbeddedPostgres _postgres;

    private BenchServer(string folder, bool isKept, Process process, EmbeddedPostgres postgres, HttpClient http, Guid organization, string token)
    {
        _folder = folder;
        _isKept = isKept;
        _process = process;
        _postgres = postgres;
        Http = http;
        Organization = organization;
        Token = token;
        Owner = NpgsqlDataSource.Create(postgres.ConnectionString);
    }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    public Guid Organization { get; }

    /// <summary>A token of the organization that may do everything.</summary>
    public string Token { get; }

    /// <summary>Connects as the database's owner.</summary>
    public NpgsqlConnectionStringBuilder Database => new(_postgres.ConnectionString);

    /// <summary>The database as its owner, past both walls: for filling it.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <param name="kept">A data folder to go on with, or to begin and leave there; null for one that is gone afterwards.</param>
    public static async Task<BenchServer> StartAsync(BenchOptions options, string? kept = null)
    {
        var folder = kept is null ? Directory.CreateTempSubdirectory("quittance-bench-").FullName : Directory.CreateDirectory(kept).FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101); // PostgreSQL's account has to walk into it.
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var process = Run(folder, address, "serve");
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = options.Clients }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        await WaitAsync(http, process);

        var made = JsonDocument.Parse(await OrganizationAsync(folder, address)).RootElement;
        var token = made.GetProperty("token").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var postgres = await EmbeddedPostgres.AttachAsync(folder, new EmbeddedPostgresOptions(), CancellationToken.None)
            ?? throw new InvalidOperationException("The server's PostgreSQL does not run.");
        return new BenchServer(folder, kept is not null, process, postgres, http, Guid.ParseExact(made.GetProperty("organizationId").GetString()!["org_".Length..], "N"), token);
    }

    /// <summary>Where the server writes journals, each in a folder that is called as its connection.</summary>
    public string Journals => Path.Combine(_folder, "journals");

    /// <summary>The server's resident memory now, in MiB.</summary>
    public long MemoryMiB() => MemoryMiB("VmRSS:");

    /// <summary>The most that the server's resident memory was since <see cref="ForgetPeak"/>, in MiB.</summary>
    public long PeakMiB() => MemoryMiB("VmHWM:");

    /// <summary>Begins <see cref="PeakMiB"/> anew (proc(5), clear_refs).</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    /// <summary>The server's processor time so far.</summary>
    public TimeSpan Processor()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>PostgreSQL's processor time so far, of all its processes that still run or that the first one has buried.</summary>
    public TimeSpan DatabaseProcessor()
    {
        var root = int.Parse(File.ReadLines(Path.Combine(_folder, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        long ticks = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var _)))
        {
            try
            {
                var text = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                var pid = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
                if (pid == root || int.Parse(fields[1], CultureInfo.InvariantCulture) == root)
                {
                    // utime and stime; of the first process also those of its children that have ended (proc(5), fields 14 to 17).
                    ticks += fields[11..(pid == root ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    /// <summary>Checks every invariant of the database: figures of rows that could not be are worth nothing.</summary>
    public Task VerifyAsync() => CommandAsync("verify");

    /// <summary>Runs a command of the command line beside the server.</summary>
    /// <returns>What it told on standard output.</returns>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        using var command = Run(_folder, new Uri("http://127.0.0.1"), arguments);
        var told = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return command.ExitCode == 0 ? told : throw new InvalidOperationException($"{arguments[0]} ended with {command.ExitCode}:\n{told}");
    }

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        await _postgres.DisposeAsync();
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
        if (!_isKept)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>A file beside the data, for what has to be known of it when it is gone on with.</summary>
    public string FileOf(string name) => Path.Combine(_folder, name);

    // As it was told when the organization was made, which is only once.
    private static async Task<string> OrganizationAsync(string folder, Uri address)
    {
        var file = Path.Combine(folder, "organization.json");
        if (!File.Exists(file))
        {
            using var create = Run(folder, address, "organization", "create", "--name", "Bench", "--owner-email", "bench@example.test", "--json");
            var told = await create.StandardOutput.ReadToEndAsync();
            await create.WaitForExitAsync();
            await File.WriteAllTextAsync(file, told);
        }

        return await File.ReadAllTextAsync(file);
    }

    private long MemoryMiB(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static Process Run(string folder, Uri address, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Quittance.Server.dll");
        // What the server says goes to standard error: standard output is for figures.
        var start = arguments[0] == "serve"
            ? new ProcessStartInfo("sh", ["-c", "exec dotnet \"$@\" >&2", "sh", program, .. arguments])
            : new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["QUITTANCE_DATA"] = folder;
        start.Environment["QUITTANCE_URLS"] = address.ToString().TrimEnd('/');
        start.Environment["QUITTANCE_ALLOWED_NETWORKS"] = "127.0.0.0/8"; // Where the provider simulator answers.
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }

    private static async Task WaitAsync(HttpClient http, Process process)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(1) && !process.HasExited;)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }

        throw new InvalidOperationException("The server did not start.");
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
