using System.Security.Cryptography;
using Quittance.Server.Storage;

namespace Quittance.Server.Hosting;

/// <summary>The file that holds the master key of a private database: base64, mode 0600, beside the database and not in it.</summary>
internal static class MasterKeyFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>Null if there is no file.</returns>
    /// <exception cref="OperatorException">The file holds no key.</exception>
    public static async Task<MasterKey?> TryReadAsync(string file, CancellationToken cancel)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return MasterKey.Parse(await File.ReadAllTextAsync(file, cancel));
        }
        catch (FormatException damaged)
        {
            throw new OperatorException($"{file} does not hold a master key (32 bytes in base64). Restore the file from where you keep a copy of it.", damaged);
        }
    }

    /// <summary>Makes a new key. If another process has made one meanwhile, that one holds.</summary>
    public static async Task<MasterKey> MakeAsync(string file, CancellationToken cancel)
    {
        // Whole under another name first: a file called master.key is never half a key.
        var unfinished = $"{file}.{Environment.ProcessId}";
        await using (var stream = new FileStream(unfinished, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = Private,
        }))
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Size)) + "\n"), cancel);
            stream.Flush(flushToDisk: true);
        }

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
}
