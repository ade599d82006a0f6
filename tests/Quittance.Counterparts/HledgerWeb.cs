using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Quittance.Counterparts;

/// <summary>The real hledger-web (Debian package <c>hledger-web</c>) with a journal of its own.</summary>
public sealed class HledgerWeb : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quittance-hledger-web-");
    private readonly Process _process;

    private HledgerWeb(string journal, int port)
    {
        Journal = Path.Combine(_folder.FullName, "books.journal");
        File.WriteAllText(Journal, journal);
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var arguments = new[] { "-f", Journal, "--serve-api", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture) };
        var start = new ProcessStartInfo("hledger-web", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8" } };
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether it is on this machine, with the command line that judges its journal.</summary>
    public static bool IsInstalled => OutsideProgram.IsInstalled("hledger-web") && OutsideProgram.IsInstalled("hledger");

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>The file behind it.</summary>
    public string Journal { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<HledgerWeb> StartAsync(string journal, CancellationToken cancel)
    {
        var web = new HledgerWeb(journal, FreePort());
        using var http = new HttpClient();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await http.GetStringAsync(new Uri(web.Address, "/version"), cancel);
                return web;
            }
            catch (HttpRequestException) when (attempt < 200 && !web._process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
