using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Quittance.Server.Api;

/// <summary>Hands out files that came from strangers: to be saved, never to be shown by a browser as part of this site.</summary>
internal static class SafeFile
{
    private const int StemMax = 100;

    /// <summary>Answers with a file whose name and type say what its bytes are, whatever the sender said.</summary>
    /// <param name="claimedName">As the sender named it.</param>
    public static FileContentHttpResult Of(HttpResponse response, string? claimedName, byte[] content)
    {
        var (type, extension, others) = KindOf(content);
        var claimed = Path.GetExtension(claimedName);
        Protect(response);
        return TypedResults.File(content, type, $"{StemOf(claimedName)}{others.FirstOrDefault(other => other.Equals(claimed, StringComparison.OrdinalIgnoreCase)) ?? extension}");
    }

    /// <summary>Keeps a browser from running what it is handed, and everybody from keeping it.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, no-store";
    }

    /// <summary>What the bytes begin like, and which endings a claimed name may keep. What a browser would run is no kind of its own.</summary>
    private static (string Type, string Extension, string[] Others) KindOf(ReadOnlySpan<byte> content) =>
        content.StartsWith("%PDF-"u8) ? ("application/pdf", ".pdf", [])
        : content.StartsWith("PK\x03\x04"u8) ? ("application/zip", ".zip", [".xlsx", ".ods", ".docx", ".odt"])
        : content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? ("image/png", ".png", [])
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ("image/jpeg", ".jpg", [])
        : IsMarkup(content) ? ("application/xml", ".xml", [])
        : ("application/octet-stream", ".bin", [".csv", ".txt"]);

    private static bool IsMarkup(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return (content.StartsWith(mark) ? content[mark.Length..] : content).TrimStart(" \t\r\n"u8).StartsWith("<"u8)
            || content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, (byte)'<', 0])
            || content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF, 0, (byte)'<']);
    }

    /// <summary>The claimed name without folders, ending and anything that could make it look like another.</summary>
    private static string StemOf(string? claimed)
    {
        var name = (claimed ?? "").Split('/', '\\')[^1];
        var stem = name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : name;
        var kept = new StringBuilder();
        foreach (var rune in stem.EnumerateRunes())
        {
            if (kept.Length < StemMax && (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or '.' or '(' or ')' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark))
            {
                kept.Append(rune);
            }
        }

        var trimmed = kept.ToString().Trim(' ', '.');
        return trimmed.Length > 0 ? trimmed : "document";
    }
}
