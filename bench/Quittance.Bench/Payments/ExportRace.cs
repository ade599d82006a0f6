using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Quittance.Bench.Payments;

/// <summary>All transactions as CSV: by a link of the server's, and by psql with the same columns, in turns.</summary>
internal sealed class ExportRace(Filled filled, BenchOptions options, Report report)
{
    private const double Bound = 0.7;

    public async Task RunAsync()
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        var before = filled.Server.MemoryMiB();
        filled.Server.ForgetPeak();
        var bytes = 0L;
        for (var round = 0; round < Math.Min(options.Rounds, 3); round++)
        {
            (var rows, bytes, var time) = await DownloadAsync();
            Require(rows);
            ours.Add(rows / time.TotalSeconds);
            (rows, _, time) = await CopyAsync();
            Require(rows);
            theirs.Add(rows / time.TotalSeconds);
        }

        var (mine, psql) = (Middle(ours), Middle(theirs));
        report.AtLeast(
            $"CSV download of {filled.Transactions:n0} rows vs psql \\copy of the same columns", Bound, mine / psql,
            string.Create(CultureInfo.InvariantCulture, $"{mine:n0} : {psql:n0} rows per second, {bytes / 1048576.0:n0} MiB"));

        var most = filled.Server.PeakMiB();
        filled.Server.ForgetPeak();
        await DownloadAsync("&limit=100");
        report.Told("memory of the server while it downloads them", string.Create(
            CultureInfo.InvariantCulture, $"{before} MiB before, {most} MiB at most, {filled.Server.MemoryMiB()} MiB after; {filled.Server.PeakMiB()} MiB at most for 100 rows"));
    }

    private void Require(long rows)
    {
        if (rows != filled.Transactions)
        {
            throw new InvalidOperationException($"{rows} rows came of {filled.Transactions}.");
        }
    }

    private async Task<(long Rows, long Bytes, TimeSpan Time)> DownloadAsync(string more = "")
    {
        var clock = Stopwatch.StartNew();
        var link = await filled.Server.Http.GetFromJsonAsync<JsonElement>(new Uri($"/transactions/download?format=CSV{more}", UriKind.Relative));
        using var answer = await filled.Server.Http.GetAsync(new Uri(link.GetProperty("url").GetString()!), HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var (rows, bytes) = await CountAsync(stream);
        return (rows, bytes, clock.Elapsed);
    }

    private async Task<(long Rows, long Bytes, TimeSpan Time)> CopyAsync()
    {
        var database = filled.Server.Database;
        var text = (await File.ReadAllTextAsync(Checkout.Bench("export.sql"))).Replace(":'organization'", $"'{filled.Server.Organization}'", StringComparison.Ordinal).ReplaceLineEndings(" ");
        var start = new ProcessStartInfo(
            "psql",
            ["--no-psqlrc", "--quiet", $"--host={database.Host}", $"--port={database.Port}", $"--username={database.Username}", database.Database!, "--command", $@"\copy ({text}) to stdout with (format csv, header)"])
        { RedirectStandardOutput = true };
        start.Environment["PGPASSWORD"] = database.Password;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var (rows, bytes) = await CountAsync(process.StandardOutput.BaseStream);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (rows, bytes, clock.Elapsed) : throw new InvalidOperationException($"psql ended with {process.ExitCode}.");
    }

    // Lines without the header; no cell has a line end in it.
    private static async Task<(long Rows, long Bytes)> CountAsync(Stream stream)
    {
        var buffer = new byte[1 << 17];
        var (rows, bytes) = (-1L, 0L);
        for (int read; (read = await stream.ReadAsync(buffer)) > 0; bytes += read)
        {
            rows += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return (rows, bytes);
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
