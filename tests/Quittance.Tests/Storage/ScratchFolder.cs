namespace Quittance.Tests.Storage;

/// <summary>A folder for one test that the account of PostgreSQL can reach, removed with the test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder(string? suffix = null)
    {
        // Temporary folders are made 0700; tests that run as root start PostgreSQL as another account.
        var made = Directory.CreateTempSubdirectory("quittance-test-").FullName;
        File.SetUnixFileMode(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Made = made;
        Path = suffix is null ? made : System.IO.Path.Combine(made, suffix);
    }

    public string Path { get; }

    private string Made { get; }

    public void Dispose()
    {
        FolderUsers.WaitForEnd(Made);
        Directory.Delete(Made, recursive: true);
    }
}
