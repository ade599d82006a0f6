using System.Diagnostics;
using System.Globalization;

namespace Quittance.Counterparts;

/// <summary>Runs a program of the machine to its end.</summary>
public static class OutsideProgram
{
    /// <summary>Whether the program is on the path.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>What the program wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">It did not end with 0; the message is what it wrote.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8" } };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        var (written, complaint) = (await output, await errors);
        return process.ExitCode == 0
            ? written
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process.ExitCode}: {complaint}{written}"));
    }
}
