using System.Diagnostics;

namespace Quittance.Counterparts;

/// <summary>Runs a script that drives a published npm client, in a folder of <c>tests/clients</c> whose packages <c>./test</c> has installed.</summary>
public static class NodeClient
{
    /// <summary>Whether <c>./test</c> has installed the packages of this folder; without Node.js there are none.</summary>
    public static bool IsInstalled(string folder) => Directory.Exists(Path.Combine(FolderOf(folder), "node_modules"));

    /// <summary>Runs <c>node script arguments</c> and gives what it wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote to standard error.</exception>
    public static async Task<string> RunAsync(string folder, string script, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = FolderOf(folder), RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {await errors}\n{await output}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string FolderOf(string folder)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Quittance.slnx")))
        {
            at = at.Parent;
        }

        return Path.Combine(at?.FullName ?? throw new InvalidOperationException("The tests do not run inside the checkout."), "tests", "clients", folder);
    }
}
