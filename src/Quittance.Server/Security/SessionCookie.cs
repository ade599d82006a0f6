using System.Net;

namespace Quittance.Server.Security;

/// <summary>The cookie <c>session</c> that a signed-in browser holds.</summary>
internal static class SessionCookie
{
    public static void Set(HttpContext context, Token token, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(Authenticate.CookieName, token.Text, OptionsFor(context.Request, expiresAt));

    public static void Clear(HttpContext context) =>
        context.Response.Cookies.Delete(Authenticate.CookieName, OptionsFor(context.Request, null));

    private static CookieOptions OptionsFor(HttpRequest request, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        // By the host and not the scheme alone: a proxy that ends TLS elsewhere does not say so.
        Secure = request.IsHttps || !IsLoopback(request.Host.Host),
        Expires = expiresAt,
        IsEssential = true,
    };

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
