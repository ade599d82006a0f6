using System.ComponentModel;
using System.Diagnostics;
using Quittance.Server.Hosting;

namespace Quittance.Server.Storage.Backups;

/// <summary>One of PostgreSQL's programs at work, with its streams of bytes. Ends with us at the latest.</summary>
internal sealed class RunningTool : IDisposable
{
    private readonly Process _process;
    private readonly string _name;
    private readonly Task<string> _errors;

    private RunningTool(Process process, string name)
    {
        _process = process;
        _name = name;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <exception cref="OperatorException">It cannot be started.</exception>
    public static RunningTool Start(ProcessStartInfo start, string name)
    {
        try
        {
            return new RunningTool(Process.Start(start)!, name);
        }
        catch (Win32Exception missing)
        {
            throw new OperatorException($"{name} could not be started: {missing.Message}", missing);
        }
    }

    /// <summary>Gives it all of a stream to read.</summary>
    public async Task FeedAsync(Stream input, CancellationToken cancel)
    {
        try
        {
            await input.CopyToAsync(_process.StandardInput.BaseStream, cancel);
        }
        catch (IOException) when (_process.HasExited || _errors.IsCompleted)
        {
            // It has ended before it read everything; EndAsync says why.
        }
    }

    /// <summary>Waits until it has ended.</summary>
    /// <exception cref="OperatorException">It failed; with what it said.</exception>
    public async Task EndAsync(CancellationToken cancel)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // What was still to be flushed has no reader any more.
        }

        await _process.WaitForExitAsync(cancel);
        if (_process.ExitCode != 0)
        {
            throw new OperatorException($"{_name} failed: {(await _errors).Trim()}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
