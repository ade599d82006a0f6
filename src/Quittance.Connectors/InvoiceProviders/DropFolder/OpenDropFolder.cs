using Microsoft.Win32.SafeHandles;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.DropFolder;

/// <summary>One connection's folder, held open.</summary>
/// <remarks>
/// Strangers may write into it while it is read. So everything goes by the open folder and by plain names below it: no link is followed,
/// whatever they swap meanwhile, and what they leave for us can neither make us read another file nor move one elsewhere.
/// </remarks>
internal sealed class OpenDropFolder : IDisposable
{
    private const UnixFileMode RootMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private readonly SafeFileHandle _folder;

    private OpenDropFolder(SafeFileHandle folder) => _folder = folder;

    // The way to a name below an open folder without openat, which .NET has not: it leads to the open folder even if that was renamed.
    private string Path => $"/proc/self/fd/{(int)_folder.DangerousGetHandle()}";

    /// <summary>Opens the operator's folder, which may be a link, and makes it first if need be, for its owner and group only.</summary>
    /// <exception cref="ProviderException">It cannot be opened.</exception>
    public static OpenDropFolder Root(string path)
    {
        try
        {
            Directory.CreateDirectory(path, RootMode);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(ProviderFault.Unavailable, "The server's drop folder cannot be made.", inner: refused);
        }

        return Libc.OpenFolder(path, followsLink: true, out var error) is { } folder ? new(folder) : throw Failure("the server's drop folder", error);
    }

    /// <summary>A folder below this one; it is made first if need be.</summary>
    /// <exception cref="ProviderException">It cannot be opened, or is a link.</exception>
    public OpenDropFolder Below(string name)
    {
        var path = $"{Path}/{name}";
        var folder = Libc.OpenFolder(path, followsLink: false, out var error);
        if (folder is null && error == Libc.Missing)
        {
            Make(path);
            folder = Libc.OpenFolder(path, followsLink: false, out error);
        }

        return folder is null ? throw Failure(name, error) : new(folder);
    }

    /// <summary>The files that have the name of a finished one; others, and what is no plain file, are left alone.</summary>
    public IEnumerable<DropFile> Files() => Directory.EnumerateFileSystemEntries(Path)
        .Select(path => Find(System.IO.Path.GetFileName(path)))
        .OfType<DropFile>();

    /// <summary>The file of a name; null if there is none that is offered.</summary>
    public DropFile? Find(string name) =>
        DropFile.IsOffered(name) && Libc.StateOf($"{Path}/{name}") is { IsFile: true } state ? new(name, state) : null;

    /// <summary>Opens a file for reading; null if it is gone, or another took its place.</summary>
    /// <exception cref="ProviderException">It may not be read.</exception>
    public SafeFileHandle? OpenFile(DropFile file)
    {
        var opened = Libc.OpenFile($"{Path}/{file.Name}", out var error);
        if (opened is null)
        {
            return error is Libc.Missing or Libc.Link ? null : throw Failure(file.ShownName, error);
        }

        if (Libc.StateOf(opened) is { IsFile: true } state && file with { State = state } is var found && found.ExternalId == file.ExternalId)
        {
            return opened;
        }

        opened.Dispose();
        return null;
    }

    /// <summary>Moves a file into another folder under its name, or one like it if that is taken. What came in its place meanwhile stays.</summary>
    /// <exception cref="ProviderException">It cannot be moved.</exception>
    public void Move(DropFile file, OpenDropFolder to)
    {
        if (MoveOnce(file, to) is { } moved && Libc.StateOf($"{to.Path}/{moved}") is { } state && state != file.State)
        {
            // Another file had taken the name in the last moment. It has not been read yet, so it goes back.
            _ = to.MoveOnce(file with { Name = moved, State = state }, this);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string? MoveOnce(DropFile file, OpenDropFolder to)
    {
        foreach (var name in file.Names())
        {
            switch (Libc.Move($"{Path}/{file.Name}", $"{to.Path}/{name}"))
            {
                case 0:
                    return name;
                case Libc.Missing:
                    return null;
                case Libc.Exists:
                    break;
                case var error:
                    throw Failure(file.ShownName, error);
            }
        }

        throw new ProviderException(ProviderFault.Unavailable, $"{file.ShownName} cannot be moved: too many files have its name.");
    }

    // What the operator lets people do in the parent is what they may do in it; the process's own mask would take that away.
    private void Make(string path)
    {
        try
        {
            var mode = File.GetUnixFileMode(_folder);
            Directory.CreateDirectory(path, mode);
            File.SetUnixFileMode(path, mode);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(ProviderFault.Forbidden, $"The server may not make the folder {System.IO.Path.GetFileName(path)}.", inner: refused);
        }
    }

    private static ProviderException Failure(string name, int error) => error switch
    {
        Libc.AccessDenied or Libc.NotPermitted => new(ProviderFault.Forbidden, $"The server may not read or move {name}."),
        Libc.NoFolder or Libc.Link => new(ProviderFault.Unavailable, $"{name} is no folder. A link is not followed."),
        _ => new(ProviderFault.Unavailable, $"{name} cannot be opened or moved (error {error})."),
    };
}
