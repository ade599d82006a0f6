using System.Diagnostics;
using System.Text.Json;
using Quittance.Simulator;

namespace Quittance.Tests.Simulating;

public sealed class RunningTheProgram
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Quittance.Simulator.dll");

    [Fact]
    public async Task It_says_where_it_listens_serves_and_ends_when_it_is_asked()
    {
        using var process = Process.Start(Start("--port", "0", "--json", "--clock", "2026-09-01T08:00:00Z"))!;
        try
        {
            var told = JsonSerializer.Deserialize<JsonElement>((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization = new("Bearer", told.GetProperty("credentials").GetProperty("apiKey").GetString());
            var list = await http.GetStringAsync(new Uri($"{told.GetProperty("providers").GetProperty("http").GetProperty("baseUrl").GetString()}/invoices"), TestContext.Current.CancellationToken);

            Assert.Equal(6, JsonSerializer.Deserialize<JsonElement>(list).GetProperty("invoices").GetArrayLength());
            Assert.Contains("\"updatedAt\":\"2026-09-01T08:00:", list, StringComparison.Ordinal);
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }

    [Theory]
    [InlineData("--port", "abc")]
    [InlineData("--port")]
    [InlineData("--corpus", "/nowhere/at/all")]
    [InlineData("--clock", "noon")]
    [InlineData("--what")]
    public async Task What_it_does_not_understand_it_names(params string[] arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith($"quittance simulator: {arguments[0]}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_served_file_by_file()
    {
        using var folder = new Storage.ScratchFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "one.xml"), "<Invoice/>", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "notes.txt"), "left out", TestContext.Current.CancellationToken);
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorOptions { CorpusFolder = folder.Path, IsStocked = true });

        var names = (await simulator.AskAsync("/http/invoices", "sim-key")).Each("invoices", "fileName");

        Assert.Equal("one.xml", names[^1]);
        Assert.Equal(7, names.Count);
    }

    [Fact]
    public void It_shares_no_code_with_the_product() =>
        Assert.DoesNotContain(typeof(SimulatorHost).Assembly.GetReferencedAssemblies(), assembly => assembly.Name!.StartsWith("Quittance", StringComparison.Ordinal));

    private static ProcessStartInfo Start(params string[] arguments) =>
        new("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
}
