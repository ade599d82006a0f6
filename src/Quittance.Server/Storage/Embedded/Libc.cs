using System.Runtime.InteropServices;

namespace Quittance.Server.Storage.Embedded;

/// <summary>The two system calls that .NET does not offer.</summary>
internal static partial class Libc
{
    /// <summary>SIGINT: PostgreSQL's fast shutdown, which ends sessions and writes a checkpoint.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGQUIT: PostgreSQL's immediate shutdown; the next start recovers from the log.</summary>
    public const int Quit = 3;

    public static bool IsRoot => GetEffectiveUserId() == 0;

    /// <returns>False if the process is gone, or is not ours to signal.</returns>
    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUserId();
}
