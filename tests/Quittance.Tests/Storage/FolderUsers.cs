using System.Diagnostics;

namespace Quittance.Tests.Storage;

/// <summary>The processes that still work in a folder: a PostgreSQL whose owner was killed writes its last files for a while after it.</summary>
internal static class FolderUsers
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(60);

    /// <summary>A process that has ended counts as running until its parent has noticed, so it is looked at again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until none is left, or for a minute; what hangs is not killed, so that the folder's removal fails and tells of it.</summary>
    public static void WaitForEnd(string folder)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < PatienceMax && Find(folder) is { } process)
        {
            using (process)
            {
                process.WaitForExit(Pause);
            }
        }
    }

    private static Process? Find(string folder) => Process.GetProcesses().FirstOrDefault(process => process.Id != Environment.ProcessId && WorksIn(process, folder));

    // PostgreSQL and its children stay in their data folder, and what is about to become PostgreSQL names it.
    private static bool WorksIn(Process process, string folder)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process.Id}/cwd", returnFinalTarget: false)?.FullName.StartsWith(folder, StringComparison.Ordinal) == true
                || File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(folder, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended meanwhile, or is somebody else's.
        }
    }
}
