using System.Collections.Frozen;

namespace Quittance.Server.Api.Accounting;

/// <summary>The dates that <c>x-monite-version</c> may have. They all mean the same here: what changed between them only adds.</summary>
internal static class ApiVersions
{
    public const string Header = "x-monite-version";

    public static readonly IReadOnlySet<string> Known = new[]
    {
        "2025-06-23", "2024-05-25", "2024-01-31", "2023-09-01", "2023-06-04", "2023-04-12", "2023-03-14", "2023-03-01", "2023-02-07", "2022-11-16",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Answers 400 unless the request names a known version.</summary>
    public static async Task<bool> RefusesAsync(HttpContext context)
    {
        var version = context.Request.Headers[Header].ToString();
        if (Known.Contains(version))
        {
            return false;
        }

        var (type, message) = version.Length == 0
            ? ("missing_api_version", $"Missing the {Header} HTTP header")
            : ("unsupported_api_version", $"The {Header} HTTP header must be one of {string.Join(", ", Known.Order(StringComparer.Ordinal))}");
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await context.Response.WriteAsJsonAsync(new { error = new { type, message } }, context.RequestAborted);
        return true;
    }
}
