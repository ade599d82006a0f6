using System.Text;
using Quittance.Server.Storage;

namespace Quittance.Server.Hosting;

/// <summary>The file that holds the master key of a private database: base64, mode 0600, beside the database and not in it.</summary>
/// <remarks>One key a line. The first is the one to be used; the others, of before, open what was sealed then: backups.</remarks>
internal static class MasterKeyFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>Null if there is no file.</returns>
    /// <exception cref="OperatorException">The file holds no key.</exception>
    public static async Task<IReadOnlyList<MasterKey>?> TryReadAsync(string file, CancellationToken cancel)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return MasterKeys.ParseAll(await File.ReadAllTextAsync(file, cancel));
        }
        catch (FormatException damaged)
        {
            throw new OperatorException($"{file} does not hold a master key (32 bytes in base64). Restore the file from where you keep a copy of it.", damaged);
        }
    }

    /// <summary>Makes a new key. If another process has made one meanwhile, that one holds.</summary>
    public static async Task<IReadOnlyList<MasterKey>> MakeAsync(string file, CancellationToken cancel)
    {
        var unfinished = await WriteUnfinishedAsync(file, [MasterKey.New()], cancel);
        try
        {
            File.Move(unfinished, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(unfinished);
        }

        return (await TryReadAsync(file, cancel))!;
    }

    /// <summary>Makes one more key, which stands first; those that are there stay.</summary>
    /// <remarks>When this returns, the file is on the disk: what is wrapped next must not outlive its key.</remarks>
    public static async Task AddFirstAsync(string file, CancellationToken cancel)
    {
        var keys = await TryReadAsync(file, cancel) ?? throw new OperatorException($"{file} is not there.");
        File.Move(await WriteUnfinishedAsync(file, [MasterKey.New(), .. keys], cancel), file, overwrite: true);
        await using var renamed = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        renamed.Flush(flushToDisk: true); // File systems with a journal write the new name with this, too.
    }

    // Whole under another name first: a file called master.key is never half a key.
    private static async Task<string> WriteUnfinishedAsync(string file, IReadOnlyList<MasterKey> keys, CancellationToken cancel)
    {
        var unfinished = $"{file}.{Environment.ProcessId}";
        await using var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Private });
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(keys.Select(key => $"{key.ToBase64()}\n"))), cancel);
        stream.Flush(flushToDisk: true);
        return unfinished;
    }
}
