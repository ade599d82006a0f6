using Quittance.Server.Downloads;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>What links give: they need no token, because nobody can guess them, and serve for a short while.</summary>
internal static class DownloadEndpoints
{
    private const string Place = "/downloads";

    /// <summary>Where a link leads, from the server's root.</summary>
    public static string PathOf(Token link) => $"{Place}/{link.Text}";

    public static void MapDownloads(this IEndpointRouteBuilder api) =>
        api.MapGet($"{Place}/{{link}}", async (string link, HttpResponse response, OpenDownload open, CancellationToken cancel) =>
        {
            var download = await open.RunAsync(link, cancel);
            return SafeFile.Of(response, download.FileName, download.Content);
        }).AllowAnonymous().WithTags("Downloads").WithSummary("Fetch what a link is for; needs no credentials");
}
