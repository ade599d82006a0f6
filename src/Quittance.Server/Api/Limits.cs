namespace Quittance.Server.Api;

/// <summary>The bounds of every request.</summary>
internal static class Limits
{
    /// <summary>The largest JSON body, in bytes.</summary>
    public const long BodyBytesMax = 1024 * 1024;

    /// <summary>The largest upload of documents, in bytes.</summary>
    public const long UploadBytesMax = 32 * 1024 * 1024;

    /// <summary>How deep JSON may nest: as deep as the description of our own answers goes.</summary>
    public const int JsonDepthMax = 64;

    /// <summary>Most items of a list's page, and its default in the Network dialect.</summary>
    public const int PageMax = 1000;

    /// <summary>The longest short text: names, aliases, numbers.</summary>
    public const int NameMax = 200;

    /// <summary>The longest long text: memos, reasons, notes.</summary>
    public const int TextMax = 2000;
}
