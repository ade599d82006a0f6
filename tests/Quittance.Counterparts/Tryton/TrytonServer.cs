using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Counterparts.Tryton;

/// <summary>A real Tryton 6.0 from Debian's packages on SQLite, with as many seeded databases as tests want.</summary>
/// <remarks>
/// The first start on a machine makes the seeded file, in some 20 to 60 seconds, and keeps it below <c>artifacts/counterparts</c>. Every
/// later start copies it and takes about a second. The process dies with the test run, also by kill -9.
/// <para>
/// Tryton cannot open one database while another is in use: calls then fail with an empty assertion. So a server belongs to one test
/// class, or opens all its databases before the first is used. Tests whose vendors and bills have names of their own can share one.
/// </para>
/// </remarks>
public sealed class TrytonServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/trytond";
    private const string AdminProgram = "/usr/bin/trytond-admin";
    private const string Modules = "/usr/lib/python3/dist-packages/trytond/modules";
    private const string SetPriv = "/usr/bin/setpriv";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder;
    private readonly string? _seeded;
    private readonly int _port;
    private Process? _process;
    private int _databases;

    private TrytonServer(string folder, string? seeded)
    {
        (_folder, _seeded, _port) = (folder, seeded, FreePort());
        Address = new Uri($"http://127.0.0.1:{_port}");
    }

    /// <summary>What is missing on this machine to run it; null when nothing is.</summary>
    public static string? Missing { get; } =
        new[] { Program, AdminProgram, Path.Combine(Modules, "account_invoice"), SetPriv }.FirstOrDefault(path => !Path.Exists(path)) is { } absent
            ? $"There is no {absent}: apt-get install tryton-server tryton-modules-account-invoice"
            : null;

    /// <summary>Where it listens; stays the same over <see cref="StartAgainAsync"/>.</summary>
    public Uri Address { get; }

    /// <summary>Starts one without any database.</summary>
    public static async Task<TrytonServer> StartAsync(CancellationToken cancel)
    {
        var seeded = await SeededAsync(cancel);
        var server = new TrytonServer(Directory.CreateTempSubdirectory("quittance-tryton-").FullName, seeded);
        await server.PrepareAsync(cancel);
        await server.StartAgainAsync(cancel);
        return server;
    }

    /// <summary>A database of its own, as seeded. No other one may be in use meanwhile.</summary>
    public async Task<TrytonDatabase> NewDatabaseAsync(CancellationToken cancel)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"books{Interlocked.Increment(ref _databases)}");
        File.Copy(_seeded!, DatabaseFile(name));
        return await TrytonDatabase.OpenAsync(Address, name, cancel);
    }

    /// <summary>SIGKILL: whatever it was doing is left as it is.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts it on the data that the last one left, at the same address.</summary>
    public async Task StartAgainAsync(CancellationToken cancel)
    {
        _process = await StartProcessAsync(Program, ["-c", ConfigurationFile], Path.Combine(_folder, "server.log"), null);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var until = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync(http, cancel))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(until) > Patience)
            {
                throw new InvalidOperationException($"Tryton did not start: {await File.ReadAllTextAsync(Path.Combine(_folder, "server.log"), cancel)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string ConfigurationFile => Path.Combine(_folder, "trytond.conf");

    private string DatabaseFile(string name) => Path.Combine(_folder, "db", $"{name}.sqlite");

    // Made once for this version of Tryton and of the seed; of several test runs one makes it, and the others wait for it.
    private static async Task<string> SeededAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Checkout(), "artifacts", "counterparts")).FullName;
        var file = Path.Combine(folder, $"tryton-{Stamp()}.sqlite");
        var patience = Stopwatch.StartNew();
        while (!File.Exists(file))
        {
            FileStream mine;
            try
            {
                mine = new FileStream($"{file}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (patience.Elapsed < Patience * 2)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancel);
                continue;
            }

            await using (mine)
            {
                if (!File.Exists(file))
                {
                    await MakeSeededAsync(file, cancel);
                }
            }
        }

        return file;
    }

    private static async Task MakeSeededAsync(string file, CancellationToken cancel)
    {
        const string Name = "seed";
        await using var server = new TrytonServer(Directory.CreateTempSubdirectory("quittance-tryton-").FullName, null);
        await server.PrepareAsync(cancel);
        await File.WriteAllBytesAsync(server.DatabaseFile(Name), [], cancel); // SQLite's file has to be there already.
        await File.WriteAllTextAsync(Path.Combine(server._folder, "password"), TrytonDatabase.Password, cancel);
        string[] setUp = ["-c", server.ConfigurationFile, "-d", Name, "-u", "account_invoice", "--activate-dependencies", "--email", "admin@tryton.example"];
        using (var admin = await StartProcessAsync(AdminProgram, setUp, Path.Combine(server._folder, "setup.log"), Path.Combine(server._folder, "password")))
        {
            await admin.WaitForExitAsync(cancel);
            if (admin.ExitCode != 0)
            {
                throw new InvalidOperationException($"trytond-admin ended with {admin.ExitCode}: {await File.ReadAllTextAsync(Path.Combine(server._folder, "setup.log"), cancel)}");
            }
        }

        await server.StartAgainAsync(cancel);
        using (var rpc = new TrytonRpc(server.Address, Name))
        {
            await rpc.LoginAsync(TrytonDatabase.User, TrytonDatabase.Password, cancel);
            await TrytonSeed.RunAsync(rpc, cancel);
        }

        await server.KillAsync();
        File.Copy(server.DatabaseFile(Name), $"{file}.new", overwrite: true);
        File.Move($"{file}.new", file, overwrite: true);
    }

    // The seed's revision and the files that a new version of the packages replaces.
    private static string Stamp()
    {
        var parts = new[] { Program, Path.Combine(Modules, "..", "__init__.py"), Path.Combine(Modules, "account_invoice", "invoice.py") }
            .Select(path => new FileInfo(path)).Select(file => FormattableString.Invariant($"{file.Length}@{file.LastWriteTimeUtc.Ticks}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{TrytonSeed.Revision} {string.Join(' ', parts)}")))[..12];
    }

    private async Task PrepareAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "db"));
        // A test may log in wrongly more often than a person does.
        await File.WriteAllTextAsync(ConfigurationFile, $"""
            [database]
            uri = sqlite://
            path = {Path.Combine(_folder, "db")}
            [web]
            listen = 127.0.0.1:{_port}
            [session]
            max_attempt = 1000
            max_attempt_ip_network = 1000

            """, cancel);
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address, CancellationToken cancel)
    {
        using var question = new StringContent("""{"id":0,"method":"common.server.version","params":[]}""", Encoding.UTF8, "application/json");
        try
        {
            using var answer = await http.PostAsync(address, question, cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task<bool> AnswersAsync(HttpClient http, CancellationToken cancel) => AnswersAsync(http, Address, cancel);

    // The signal comes when the thread ends that started the process, so that thread stays for as long as the process does.
    private static Task<Process> StartProcessAsync(string program, string[] arguments, string log, string? passwordFile)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                var process = StartNow(program, arguments, log, passwordFile);
                var id = process.Id;
                started.SetResult(process);
                using var watched = Process.GetProcessById(id);
                watched.WaitForExit();
            }
            catch (Exception failed) when (failed is InvalidOperationException or ArgumentException or System.ComponentModel.Win32Exception)
            {
                started.TrySetException(failed); // Already ended, or never started.
            }
        })
        { IsBackground = true, Name = "tryton" }.Start();
        return started.Task;
    }

    private static Process StartNow(string program, string[] arguments, string log, string? passwordFile)
    {
        // What it says goes to a file: nobody would read a pipe once it is up, and a full one would stop it.
        var start = new ProcessStartInfo(SetPriv, ["--pdeathsig", "KILL", "/bin/sh", "-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", log, program, .. arguments]);
        start.Environment["PYTHONWARNINGS"] = "ignore";
        if (passwordFile is not null)
        {
            start.Environment["TRYTONPASSFILE"] = passwordFile;
        }

        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Checkout()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Quittance.slnx")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("The tests do not run inside the checkout.");
    }
}
