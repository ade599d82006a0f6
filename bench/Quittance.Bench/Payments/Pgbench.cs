using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Quittance.Bench.Payments;

/// <summary>PostgreSQL's own load generator with the server's own statement, as the role that the server has: what the database alone can do.</summary>
internal static partial class Pgbench
{
    /// <summary>A page of the server, asked straight of PostgreSQL by as many clients.</summary>
    /// <param name="script">In <c>bench/</c>.</param>
    public static Contestant Of(string name, string script, Filled filled, BenchOptions options) =>
        new(name, time => RunAsync(script, filled, options, time), () => TimeSpan.Zero, filled.Server.DatabaseProcessor);

    /// <summary>Why it cannot run; null if it can.</summary>
    public static string? Missing(string script)
    {
        if (!File.Exists(Checkout.Bench(script)))
        {
            return $"there is no bench/{script}";
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo("pgbench", ["--version"]) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return null;
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return $"pgbench: {absent.Message}";
        }
    }

    private static async Task<(long, TimeSpan, TimeSpan, long)> RunAsync(string script, Filled filled, BenchOptions options, TimeSpan time)
    {
        var database = filled.Server.Database;
        var start = new ProcessStartInfo(
            "pgbench",
            [
                "--no-vacuum", "--protocol=prepared", $"--client={options.Clients}", $"--jobs={Math.Min(options.Clients, 2)}", $"--time={(int)time.TotalSeconds}",
                $"--file={Checkout.Bench(script)}", $"--define=organization={filled.Server.Organization}", $"--define=payer={filled.Largest}",
                $"--define=cursor={filled.Cursor}", $"--host={database.Host}", $"--port={database.Port}", $"--username={database.Username}", database.Database!,
            ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = database.Password;
        start.Environment["PGOPTIONS"] = $"-c role=quittance_app -c quittance.organization={filled.Server.Organization}"; // As the server enters with each request.
        using var process = Process.Start(start)!;
        var told = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || Processed().Match(told[0]) is not { Success: true } count)
        {
            throw new InvalidOperationException($"pgbench ended with {process.ExitCode}: {told[1]}{told[0]}");
        }

        var processed = long.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture);
        var perSecond = double.Parse(PerSecond().Match(told[0]).Groups[1].Value, CultureInfo.InvariantCulture);
        return (processed, TimeSpan.FromSeconds(processed / perSecond), TimeSpan.FromSeconds(options.Clients / perSecond), 0);
    }

    [GeneratedRegex(@"transactions actually processed: (\d+)")]
    private static partial Regex Processed();

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex PerSecond();
}
