using Quittance.Server.Api;

namespace Quittance.Server.Security;

/// <summary>Keeps other sites from writing with a signed-in person's cookie.</summary>
/// <remarks>
/// Browsers say where a request comes from (Fetch Metadata's <c>Sec-Fetch-Site</c>, else <c>Origin</c>); a page of another
/// site cannot forge either. Clients that are no browsers send neither and hold the cookie on purpose, as seed 003 shows.
/// </remarks>
internal static class CrossOrigin
{
    /// <summary>Marks a request whose cookie was refused.</summary>
    public const string RefusedItem = "cross-origin";

    /// <summary>What the answer says then, with status 403.</summary>
    public const string RefusedMessage = "The request came from another site. Use a Bearer token for calls from elsewhere.";

    /// <summary>For operations that make or take the cookie themselves, before anyone is known: they answer their own site only.</summary>
    public static RouteHandlerBuilder FromOwnSite(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (invocation, next) =>
    {
        if (!IsForbidden(invocation.HttpContext.Request))
        {
            return await next(invocation);
        }

        await DialectErrors.WriteAsync(invocation.HttpContext, StatusCodes.Status403Forbidden, RefusedMessage);
        return Results.Empty;
    });

    public static bool IsForbidden(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return false;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is not ("same-origin" or "none");
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
