namespace Quittance.Server.Showing;

/// <summary>What transactions are filtered by besides columns: metadata and accounts, each as one text.</summary>
internal static class SearchKeys
{
    private const char Separator = Folding.Separator;
    private const char Escape = '\u001e';

    /// <summary>Some bill has this key in its metadata.</summary>
    public static string Metadata(string key) => $"m{Separator}{Plain(key)}";

    /// <summary>Some bill has this value under this key in its metadata.</summary>
    public static string Metadata(string key, string value) => $"m{Separator}{Plain(key)}{Separator}{Plain(value)}";

    /// <summary>Some line has this key in its metadata.</summary>
    public static string LineMetadata(string key) => $"l{Separator}{Plain(key)}";

    /// <summary>Some line has this value under this key in its metadata.</summary>
    public static string LineMetadata(string key, string value) => $"l{Separator}{Plain(key)}{Separator}{Plain(value)}";

    /// <summary>Some line is booked to this account.</summary>
    public static string LedgerAccount(string id) => $"g{Separator}{Plain(id)}";

    // A key or a value may hold the separator itself, and must not pass for two.
    private static string Plain(string text) => text.AsSpan().IndexOfAny(Separator, Escape) < 0
        ? text
        : text.Replace($"{Escape}", $"{Escape}E", StringComparison.Ordinal).Replace($"{Separator}", $"{Escape}S", StringComparison.Ordinal);
}
