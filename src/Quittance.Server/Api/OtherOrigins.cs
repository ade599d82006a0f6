using Microsoft.Extensions.Primitives;

namespace Quittance.Server.Api;

/// <summary>Cross-origin calls of the dialects whose published components run on the pages of a platform.</summary>
/// <remarks>They send tokens and no cookies, so any origin may call and none gets credentials.</remarks>
internal static class OtherOrigins
{
    /// <summary>Lets a page of another origin read the answer.</summary>
    /// <param name="given">The headers that it may read, besides those that are always readable.</param>
    public static void Allow(HttpContext context, string given)
    {
        if (StringValues.IsNullOrEmpty(context.Request.Headers.Origin))
        {
            return;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = given;
    }

    /// <summary>Answers a preflight, which carries no credentials and none of the dialect's headers (Fetch standard, section 3.2.2).</summary>
    /// <param name="taken">The headers that a request may have. A star would not cover Authorization.</param>
    /// <returns>Whether it was one.</returns>
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
