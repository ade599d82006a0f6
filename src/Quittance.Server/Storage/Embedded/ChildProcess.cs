using System.Diagnostics;

namespace Quittance.Server.Storage.Embedded;

/// <summary>Runs short programs to their end, and long ones for as long as we live.</summary>
internal static class ChildProcess
{
    /// <exception cref="EmbeddedPostgresException">It could not be started, or its exit code is not 0; with what it printed.</exception>
    public static async Task RunAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        var (code, printed) = await CompleteAsync(start, cancel);
        if (code != 0)
        {
            throw new EmbeddedPostgresException($"{printed} (exit code {code})"); // Each of them names itself in what it prints.
        }
    }

    public static async Task<bool> SucceedsAsync(ProcessStartInfo start, CancellationToken cancel) =>
        (await CompleteAsync(start, cancel)).Code == 0;

    /// <summary>Starts a process from a thread of its own that lives as long as the process does.</summary>
    /// <remarks>The parent's death signal is tied to the <em>thread</em> that forked; one of the pool may end long before we do.</remarks>
    public static Task<Process> StartFromOwnThreadAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var parent = new Thread(() =>
        {
            Process process;
            try
            {
                process = Begin(start);
            }
            catch (EmbeddedPostgresException failure)
            {
                started.SetException(failure);
                return;
            }

            using var ended = new ManualResetEventSlim();
            process.Exited += (_, _) => ended.Set();
            process.EnableRaisingEvents = true;
            started.SetResult(process);
            ended.Wait();
        })
        { IsBackground = true, Name = "parent of postgres" };
        parent.Start();
        return started.Task;
    }

    private static async Task<(int Code, string Printed)> CompleteAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        using var process = Begin(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, $"{await errors}{await output}".Trim());
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new EmbeddedPostgresException($"{start.FileName} could not be started: {missing.Message}", missing);
        }
    }
}
