namespace Quittance.Server.Api.Payments;

/// <summary>The parameter <c>format</c> of operations that answer with a link to a file.</summary>
internal static class DownloadFormat
{
    public const string About = "CSV or JSON.";

    /// <summary>The default.</summary>
    public const string Csv = "CSV";

    private static readonly Dictionary<string, bool> Words = new(StringComparer.Ordinal) { [Csv] = true, ["JSON"] = false };

    public static bool IsCsv(string? format)
    {
        var check = new Check();
        var isCsv = check.OneOf("format", string.IsNullOrEmpty(format) ? Csv : format, Words) ?? true;
        check.Done();
        return isCsv;
    }
}
