using System.Diagnostics;
using System.Text;

namespace Quittance.Tests.Cli;

/// <summary>A running server of the real program.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServerProcess(Process process)
    {
        _process = process;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public async Task ListensAsync() => Assert.True(await ListensOrEndsAsync(), $"the server ended: {Said}");

    /// <returns>Whether it listens, or has listened before it ended.</returns>
    public async Task<bool> ListensOrEndsAsync()
    {
        await Task.WhenAny(_listens.Task, _process.WaitForExitAsync(TestContext.Current.CancellationToken));
        return _listens.Task.IsCompleted;
    }

    /// <summary>Asks it to end, as systemd does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends it with no chance to tidy up.</summary>
    public async Task CrashAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }

        if (line?.StartsWith("Quittance listens on", StringComparison.Ordinal) == true)
        {
            _listens.TrySetResult();
        }
    }
}
