using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Quittance.Connectors.InvoiceProviders.DropFolder;

/// <summary>The system calls that .NET does not offer: they follow no link, never wait for a pipe, and never overwrite.</summary>
internal static partial class Libc
{
    /// <summary>EPERM: not allowed, whatever the rights.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT.</summary>
    public const int Missing = 2;

    /// <summary>EACCES.</summary>
    public const int AccessDenied = 13;

    /// <summary>EEXIST.</summary>
    public const int Exists = 17;

    /// <summary>ENOTDIR.</summary>
    public const int NoFolder = 20;

    /// <summary>ELOOP: a symbolic link where none is followed.</summary>
    public const int Link = 40;

    private const int InvalidArgument = 22; // EINVAL: the file system cannot rename without overwriting.
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int CurrentFolder = -100;
    private const int SymlinkNoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const uint BirthTime = 0x800;
    private const uint NoReplace = 1;

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le;

    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    private static readonly int Folder = IsArm ? 0x4000 : 0x10000;

    /// <summary>Opens a folder.</summary>
    /// <param name="followsLink">Whether it may be a link to one.</param>
    /// <param name="error">The errno, or 0.</param>
    /// <returns>Null if it cannot be opened.</returns>
    public static SafeFileHandle? OpenFolder(string path, bool followsLink, out int error) => Open(path, Folder | (followsLink ? 0 : NoFollow) | CloseOnExec, out error);

    /// <summary>Opens a file that is no link for reading.</summary>
    /// <param name="error">The errno, or 0.</param>
    /// <returns>Null if it cannot be opened.</returns>
    public static SafeFileHandle? OpenFile(string path, out int error) => Open(path, NoFollow | NonBlocking | CloseOnExec, out error);

    /// <summary>What lies at a path, which is the link itself if it is one; null if nothing does.</summary>
    public static FileState? StateOf(string path) => StateOf(CurrentFolder, path, SymlinkNoFollow);

    /// <summary>What was opened.</summary>
    public static FileState? StateOf(SafeFileHandle opened) => StateOf((int)opened.DangerousGetHandle(), "", EmptyPath);

    /// <summary>Moves a file within its file system, onto nothing.</summary>
    /// <returns>0, or the errno: <see cref="Exists"/> if the target does.</returns>
    public static int Move(string from, string to)
    {
        if (RenameAt(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0)
        {
            return 0;
        }

        // Some network file systems cannot promise it; there the question comes first, and only we write to the target's folder.
        return Marshal.GetLastPInvokeError() is var error && error != InvalidArgument ? error
            : StateOf(to) is not null ? Exists
            : RenameAt(CurrentFolder, from, CurrentFolder, to, 0) == 0 ? 0
            : Marshal.GetLastPInvokeError();
    }

    private static SafeFileHandle? Open(string path, int flags, out int error)
    {
        var descriptor = OpenPath(path, flags, 0);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static FileState? StateOf(int folder, string path, int flags)
    {
        // struct statx has one layout on every architecture (linux/stat.h); stat does not.
        Span<byte> state = stackalloc byte[256];
        if (StatX(folder, path, flags, BasicStats | BirthTime, ref MemoryMarshal.GetReference(state)) != 0)
        {
            return null;
        }

        var mask = MemoryMarshal.Read<uint>(state);
        return new(
            (MemoryMarshal.Read<ushort>(state[28..]) & 0xf000) == 0x8000,
            MemoryMarshal.Read<long>(state[40..]),
            Time(state[112..]),
            MemoryMarshal.Read<ulong>(state[32..]),
            (mask & BirthTime) != 0 ? Time(state[80..]) : null);
    }

    private static Int128 Time(ReadOnlySpan<byte> time) => ((Int128)MemoryMarshal.Read<long>(time) * 1_000_000_000) + MemoryMarshal.Read<uint>(time[8..]);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenPath(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte state);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameAt(int fromFolder, string from, int toFolder, string to, uint flags);
}
