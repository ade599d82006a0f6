using Microsoft.Extensions.Primitives;
using Quittance.Server.Hosting;

namespace Quittance.Server.Api;

/// <summary>Cross-origin calls of the dialects whose published components run on the pages of a platform.</summary>
/// <remarks>They send tokens and no cookies, so nobody gets credentials, and any origin may call unless the operator names those that may.</remarks>
internal static class OtherOrigins
{
    /// <summary>Lets a page of another origin read the answer.</summary>
    /// <param name="given">The headers that it may read, besides those that are always readable.</param>
    public static void Allow(HttpContext context, string given)
    {
        var headers = context.Response.Headers;
        if (context.RequestServices.GetRequiredService<ServerOptions>().AllowedOrigins is { } named)
        {
            headers.Append("Vary", "Origin"); // A cache must not hand the answer for one origin to another.
            if (named.Contains(context.Request.Headers.Origin.ToString()))
            {
                headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
                headers.AccessControlExposeHeaders = given;
            }
        }
        else if (!StringValues.IsNullOrEmpty(context.Request.Headers.Origin))
        {
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlExposeHeaders = given;
        }
    }

    /// <summary>Answers a preflight, which carries no credentials and none of the dialect's headers (Fetch standard, section 3.2.2).</summary>
    /// <param name="taken">The headers that a request may have. A star would not cover Authorization.</param>
    /// <returns>Whether it was one.</returns>
    /// <remarks>Whether the origin may call is said by <see cref="Allow"/>, which every answer of a dialect passes; without that header a browser sends nothing.</remarks>
    public static bool AnswersPreflight(HttpContext context, string taken)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        if (!HttpMethods.IsOptions(request.Method) || StringValues.IsNullOrEmpty(request.Headers.Origin) || StringValues.IsNullOrEmpty(request.Headers.AccessControlRequestMethod))
        {
            return false;
        }

        headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        headers.AccessControlAllowHeaders = taken;
        headers.AccessControlMaxAge = "7200";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
