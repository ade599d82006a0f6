using Quittance.Server.Invoices;

namespace Quittance.Server.Api.Payments;

/// <summary>A file inside JSON: base64, perhaps as a data URL.</summary>
internal static class SentDocument
{
    /// <summary>The largest file, in bytes.</summary>
    public const int BytesMax = 10 * 1024 * 1024;

    /// <param name="type">What it is, as it is stored.</param>
    /// <returns>Null when there is none, or it cannot be taken.</returns>
    public static InvoiceFile? Read(Check check, string field, string? text, string type = InvoiceDocumentStore.TypeDefault)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var encoded = text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..] : text;
        encoded = encoded.TrimEnd('='); // The published examples leave the padding out.
        encoded = encoded.PadRight(encoded.Length + (-encoded.Length & 3), '=');
        if (encoded.Length / 4 * 3L > BytesMax + 2)
        {
            check.Fault(field, $"{field} must be at most {BytesMax} bytes (10 MiB)");
            return null;
        }

        var content = new byte[(encoded.Length / 4 * 3) + 3];
        if (encoded.Length == 0 || !Convert.TryFromBase64String(encoded, content, out var length) || length == 0)
        {
            check.Fault(field, $"{field} must be a file in base64, or a data URL with one");
            return null;
        }

        if (length > BytesMax)
        {
            check.Fault(field, $"{field} must be at most {BytesMax} bytes (10 MiB)");
            return null;
        }

        var bytes = content[..length];
        if (KindOf(bytes) is var (mime, extension))
        {
            return new InvoiceFile(bytes, type, mime, $"document{extension}");
        }

        check.Fault(field, $"{field} must be a PNG, JPG, WEBP or PDF file, or one of Microsoft Office");
        return null;
    }

    // An Office Open XML package has its parts in a folder of its kind (ECMA-376, part 1); names are in the clear in a zip archive.
    private static (string Mime, string Extension)? OfficeOf(ReadOnlySpan<byte> package) => package.IndexOf("[Content_Types].xml"u8) < 0 ? null
        : package.IndexOf("word/"u8) >= 0 ? ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
        : package.IndexOf("xl/"u8) >= 0 ? ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
        : package.IndexOf("ppt/"u8) >= 0 ? ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx")
        : null;

    // What the bytes are, whatever the sender says they are.
    private static (string Mime, string Extension)? KindOf(ReadOnlySpan<byte> content) =>
        content.StartsWith("%PDF-"u8) ? ("application/pdf", ".pdf")
        : content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? ("image/png", ".png")
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ("image/jpeg", ".jpg")
        : content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? ("image/webp", ".webp")
        : content.StartsWith("PK\x03\x04"u8) ? OfficeOf(content)
        : content.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) ? ("application/x-ole-storage", ".doc")
        : null;
}
