using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Quittance.Tests.Contract;
using Quittance.Tests.Storage;

namespace Quittance.Tests.Cli;

/// <summary>The real program with a data folder and a port of its own, as an operator has it.</summary>
internal sealed class Installation : IDisposable
{
    private static readonly string Server = Path.Combine(AppContext.BaseDirectory, "Quittance.Server.dll");

    private readonly ScratchFolder _folder = new();
    private readonly List<ServerProcess> _servers = [];

    public string Data => Path.Combine(_folder.Path, "data");

    public string MasterKeyFile => Path.Combine(Data, "master.key");

    /// <summary>Free a moment ago; every installation asks for its own.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>A place for a file of this test.</summary>
    public string File(string name) => Path.Combine(_folder.Path, name);

    public Task<Said> RunAsync(params string[] arguments) => RunWithAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs a command to its end.</summary>
    public async Task<Said> RunWithAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Process.Start(Start(environment, arguments))!;
        return await EndAsync(process);
    }

    /// <summary>Runs a script of bash in a folder of its own, where <c>./quittance</c> is the program and <c>samples</c> the repository's.</summary>
    public async Task<Said> RunScriptAsync(string script)
    {
        var program = File("quittance");
        await System.IO.File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet '{Server}' \"$@\"\n", TestContext.Current.CancellationToken);
        System.IO.File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(File("samples"), Repository.PathOf("samples"));
        using var process = Process.Start(Start("bash", new Dictionary<string, string>(), ["-c", script]))!;
        try
        {
            return await EndAsync(process);
        }
        finally
        {
            process.Kill(entireProcessTree: true); // A script that waits in vain would outlive its test.
        }
    }

    /// <summary>Runs a command and kills it, with no chance to tidy up, once it has said something on standard error.</summary>
    public async Task KillAtAsync(string says, params string[] arguments)
    {
        using var process = Process.Start(Start(new Dictionary<string, string>(), arguments))!;
        process.StandardInput.Close();
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(says, StringComparison.Ordinal))
            {
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                return;
            }
        }

        Assert.Fail($"it ended and never said «{says}»");
    }

    /// <summary>Starts the server and waits until it says that it listens.</summary>
    public async Task<ServerProcess> ServeAsync(params string[] arguments)
    {
        var server = new ServerProcess(Process.Start(Start(new Dictionary<string, string>(), arguments))!);
        _servers.Add(server);
        await server.ListensAsync();
        return server;
    }

    /// <summary>Starts the server, which may end before it listens.</summary>
    public ServerProcess StartServer(IReadOnlyDictionary<string, string> environment)
    {
        var server = new ServerProcess(Process.Start(Start(environment, []))!);
        _servers.Add(server);
        return server;
    }

    /// <summary>What the server answers to a token on a path that needs one.</summary>
    public async Task<HttpStatusCode> AskAsync(string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.GetAsync(new Uri(Address, "/api/businesses"), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Dispose();
        }

        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<Said> EndAsync(Process process)
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Said(process.ExitCode, await output, await error);
    }

    private ProcessStartInfo Start(IReadOnlyDictionary<string, string> environment, string[] arguments) =>
        Start("dotnet", environment, [Server, .. arguments]);

    private ProcessStartInfo Start(string program, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("QUITTANCE_", StringComparison.Ordinal) && name != "QUITTANCE_PG_BIN").ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["QUITTANCE_DATA"] = Data;
        start.Environment["QUITTANCE_URLS"] = Address.GetLeftPart(UriPartial.Authority);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}

/// <summary>What a command said before it ended.</summary>
internal sealed record Said(int Code, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Done().Output).RootElement;

    public Said Done()
    {
        Assert.True(Code == 0, $"exit code {Code}: {Error}{Output}");
        return this;
    }

    public string Text(string name) => Json.GetProperty(name).GetString()!;

    /// <summary>It was refused with a message for a person: a few lines at most, and no stack trace.</summary>
    public void Refused(string because)
    {
        Assert.True(Code == 1, $"exit code {Code}: {Error}{Output}");
        Assert.Contains(because, Error, StringComparison.Ordinal);
        Assert.StartsWith("quittance: ", Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).First(line => !line.StartsWith("checking", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error + Output, StringComparison.Ordinal);
    }
}
