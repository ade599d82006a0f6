using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Quittance.Bench;

/// <summary>The provider simulator as its own process, so that its work is not counted as the server's.</summary>
internal sealed class BenchSimulator : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private BenchSimulator(Process process, Uri url, string apiKey)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = url };
        ApiKey = apiKey;
    }

    /// <summary>The key of the account that has bills.</summary>
    public string ApiKey { get; }

    /// <summary>The key of an account that has none.</summary>
    public string IdleApiKey { get; private set; } = "";

    /// <summary>Where the HTTP feed answers.</summary>
    public string BaseUrl => $"{_http.BaseAddress!.GetLeftPart(UriPartial.Authority)}/http";

    public static async Task<BenchSimulator> StartAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Quittance.Simulator.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--port", "0", "--empty", "--json"]) { RedirectStandardOutput = true })!;
        var told = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync())!).RootElement;
        var simulator = new BenchSimulator(process, new Uri(told.GetProperty("url").GetString()!), told.GetProperty("credentials").GetProperty("apiKey").GetString()!);
        simulator.IdleApiKey = (await simulator.PostAsync("/control/accounts", new { })).GetProperty("apiKey").GetString()!;
        return simulator;
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }
}
