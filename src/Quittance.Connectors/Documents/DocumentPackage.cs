using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents;

/// <summary>
/// Takes an upload apart: a ZIP into the documents inside, anything else into itself. The bytes come from strangers: nothing in
/// them makes this throw, write anywhere or take more than the limits below, and every file inside comes out or is refused by name.
/// </summary>
public static class DocumentPackage
{
    /// <summary>How many files and folders a package may have.</summary>
    public const int EntriesMax = 1_000;

    /// <summary>The largest upload, in bytes, as packed.</summary>
    public const int BytesMax = 100 * 1024 * 1024;

    /// <summary>How many bytes all files of a package may have together.</summary>
    public const int InflatedMax = 100 * 1024 * 1024;

    private const int ChunkSize = 64 * 1024;

    // ZIP's last record, with an optional comment behind it (APPNOTE.TXT, section 4.3.16).
    private const int EndLength = 22;
    private const int CommentMax = ushort.MaxValue;

    /// <summary>True when the bytes are a ZIP, whatever their name or claimed type says.</summary>
    public static bool IsPackage(ReadOnlySpan<byte> upload) => upload.StartsWith("PK\u0003\u0004"u8) || upload.StartsWith("PK\u0005\u0006"u8);

    /// <summary>The documents of an upload, in the package's order, each decoded when it is asked for.</summary>
    /// <param name="fileName">What the sender calls the upload.</param>
    /// <param name="upload">Its bytes.</param>
    /// <returns>At least one.</returns>
    public static IEnumerable<PackedDocument> Open(string fileName, ReadOnlyMemory<byte> upload)
    {
        var name = FileNames.WithoutFolders(fileName);
        if (!IsPackage(upload.Span))
        {
            return [new PackedDocument.Whole(name, upload)];
        }

        if (upload.Length > BytesMax)
        {
            return [Refused(name, "too_large", $"The package has {upload.Length} bytes; {BytesMax} are read at most.")];
        }

        if (CountOf(upload.Span) > EntriesMax)
        {
            return [Refused(name, "too_many_files", $"The package has more than {EntriesMax} files.")];
        }

        return Archive(upload) is { } archive
            ? Documents(name, archive)
            : [Refused(name, "malformed_package", "The package is damaged, or no ZIP that can be read.")];
    }

    private static IEnumerable<PackedDocument> Documents(string packageName, ZipArchive archive)
    {
        using var opened = archive;
        var left = InflatedMax;
        var isEmpty = true;
        foreach (var entry in opened.Entries.Where(IsDocument))
        {
            isEmpty = false;
            yield return Document(entry, ref left);
        }

        if (isEmpty)
        {
            yield return Refused(packageName, "empty_package", "The package has no files inside.");
        }
    }

    private static PackedDocument Document(ZipArchiveEntry entry, ref int left)
    {
        var name = FileNames.WithoutFolders(entry.FullName);
        if (entry.IsEncrypted)
        {
            return Refused(name, "encrypted_file", "The file is encrypted. Ask for a package that opens without a password.");
        }

        try
        {
            // What an entry says of its length need not be true, so that the work done for one that lies is taken off too.
            var max = Math.Min(left, EInvoiceReader.BytesMax);
            var content = entry.Length > max ? null : Inflate(entry, max);
            left -= content?.Length ?? (entry.Length > max ? 0 : max);
            return content switch
            {
                null when max < EInvoiceReader.BytesMax =>
                    Refused(name, "package_too_large", $"The files of the package have more than {InflatedMax} bytes together; this one was not read."),
                null => Refused(name, "too_large", $"The file has more than {EInvoiceReader.BytesMax} bytes."),
                { } found when Crc32.Of(found.Span) != entry.Crc32 => Damaged(name),
                { } found when IsPackage(found.Span) => Refused(name, "nested_package", "The file is a package itself; send what is inside."),
                { } found => new PackedDocument.Whole(name, found),
            };
        }
        catch (InvalidDataException)
        {
            return Damaged(name);
        }
        catch (IOException)
        {
            return Damaged(name);
        }
    }

    /// <returns>Null when there is more than that.</returns>
    private static ReadOnlyMemory<byte>? Inflate(ZipArchiveEntry entry, int max)
    {
        using var stream = entry.Open();
        var content = new ArrayBufferWriter<byte>(ChunkSize);
        while (stream.Read(content.GetSpan(ChunkSize)) is > 0 and var read)
        {
            content.Advance(read);
            if (content.WrittenCount > max)
            {
                return null;
            }
        }

        return content.WrittenMemory;
    }

    // Folders, and what file managers leave behind in them.
    private static bool IsDocument(ZipArchiveEntry entry)
    {
        var path = entry.FullName;
        var name = FileNames.WithoutFolders(path);
        return !path.EndsWith('/') && !path.EndsWith('\\')
            && !path.StartsWith("__MACOSX/", StringComparison.Ordinal)
            && !name.StartsWith("._", StringComparison.Ordinal)
            && name is not (".DS_Store" or "Thumbs.db" or "desktop.ini");
    }

    // Before anything is allocated for them.
    private static int CountOf(ReadOnlySpan<byte> package)
    {
        var tail = package[Math.Max(0, package.Length - EndLength - CommentMax)..];
        var end = tail.LastIndexOf("PK\u0005\u0006"u8);
        return end >= 0 && tail.Length >= end + EndLength ? BinaryPrimitives.ReadUInt16LittleEndian(tail[(end + 10)..]) : 0;
    }

    private static ZipArchive? Archive(ReadOnlyMemory<byte> package)
    {
        var bytes = MemoryMarshal.TryGetArray(package, out var segment) ? segment : new ArraySegment<byte>(package.ToArray());
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), ZipArchiveMode.Read);
            if (archive.Entries.Count <= EntriesMax)
            {
                return archive;
            }
        }
        catch (InvalidDataException)
        {
            // The archive is read when its entries are first asked for; whatever is wrong with it ends up here.
        }

        archive?.Dispose();
        return null;
    }

    private static PackedDocument.Refused Damaged(string name) =>
        Refused(name, "damaged_file", "The file was damaged inside the package, or packed in a way that is not read here.");

    private static PackedDocument.Refused Refused(string name, string rule, string message) => new(name, new DocumentFault(rule, message, null));
}
