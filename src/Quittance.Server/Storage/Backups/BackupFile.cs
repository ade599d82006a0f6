using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using Quittance.Server.Hosting;

namespace Quittance.Server.Storage.Backups;

/// <summary>A backup as one file: a tar archive of <c>database.dump</c> (pg_dump's custom format) and <c>manifest.json</c>, so that it can be opened without Quittance too.</summary>
internal static class BackupFile
{
    private const string DumpName = "database.dump";
    private const string ManifestName = "manifest.json";
    private const int ManifestBytesMax = 64 * 1024;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes a backup; the file has its name only once it is whole and on the disk.</summary>
    /// <param name="dump">Read once to its end.</param>
    /// <param name="describe">Given the dump's SHA-256, answers the manifest. If it throws, there is no file.</param>
    /// <exception cref="OperatorException">There is a file of that name.</exception>
    public static async Task WriteAsync(string file, Stream dump, Func<string, Task<BackupManifest>> describe, DateTimeOffset now, CancellationToken cancel)
    {
        if (File.Exists(file))
        {
            throw new OperatorException($"{file} exists already, and a backup overwrites nothing. Name a new file.");
        }

        var unfinished = $"{file}.unfinished";
        try
        {
            await using (var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, UnixCreateMode = Private }))
            {
                await WriteAsync(stream, dump, describe, now, cancel);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: false);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Reads the manifest and proves that the dump is the one it describes.</summary>
    /// <exception cref="OperatorException">It is no backup, or a damaged one, or of a later format.</exception>
    public static async Task<BackupManifest> CheckAsync(string file, CancellationToken cancel)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            await using var tar = new TarReader(stream);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(await EntryAsync(tar, DumpName, cancel), cancel));
            var manifest = await ReadManifestAsync(await EntryAsync(tar, ManifestName, cancel), cancel);
            return manifest switch
            {
                { Format: > BackupManifest.CurrentFormat } => throw new OperatorException($"{file} was written by Quittance {manifest.Version}, a later one. Restore it with that version."),
                _ when manifest.Sha256 != hash => throw new OperatorException($"{file} is damaged: its content is not what its manifest says. Take another copy."),
                _ => manifest,
            };
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or EndOfStreamException or JsonException or FormatException)
        {
            throw new OperatorException($"{file} is no backup of Quittance, or is cut off.", unreadable);
        }
    }

    /// <summary>Gives the dump to who restores it.</summary>
    public static async Task ReadDumpAsync(string file, Func<Stream, Task> restore, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file);
        await using var tar = new TarReader(stream);
        await restore(await EntryAsync(tar, DumpName, cancel));
    }

    private static async Task WriteAsync(Stream file, Stream dump, Func<string, Task<BackupManifest>> describe, DateTimeOffset now, CancellationToken cancel)
    {
        // The GNU format: sizes beyond 8 GiB fit its header, which is written again once the size is known.
        await using var tar = new TarWriter(file, TarEntryFormat.Gnu, leaveOpen: true);
        using var sha256 = SHA256.Create();
        await using (var hashed = new CryptoStream(dump, sha256, CryptoStreamMode.Read, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, DumpName) { DataStream = hashed, Mode = Private, ModificationTime = now }, cancel);
        }

        var manifest = JsonSerializer.SerializeToUtf8Bytes(await describe(Convert.ToHexStringLower(sha256.Hash!)), Options);
        await using var content = new MemoryStream(manifest);
        await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, ManifestName) { DataStream = content, Mode = Private, ModificationTime = now }, cancel);
    }

    private static async Task<Stream> EntryAsync(TarReader tar, string name, CancellationToken cancel) =>
        await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry && entry.Name == name && entry.DataStream is { } data
            ? data
            : throw new InvalidDataException($"There is no {name} where it belongs.");

    private static async Task<BackupManifest> ReadManifestAsync(Stream content, CancellationToken cancel) =>
        content.Length <= ManifestBytesMax && await JsonSerializer.DeserializeAsync<BackupManifest>(content, Options, cancel) is { Sha256: not null } manifest
            ? manifest
            : throw new InvalidDataException("The manifest is not one.");
}
