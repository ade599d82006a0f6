using System.Net;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Server.Dashboard;

/// <summary>A page in the layout that all pages share: no scripts, nothing from elsewhere.</summary>
/// <param name="Title">Plain text.</param>
/// <param name="Body">HTML, with every text in it escaped by <see cref="Text"/>.</param>
internal sealed record HtmlPage(int Status, string Title, string Body)
{
    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1d2b25}h1{font-size:1.4rem}label{display:block;margin:.8rem 0 .2rem}"
        + "input{width:100%;padding:.5rem;box-sizing:border-box;font:inherit}button{margin-top:1.2rem;padding:.6rem 1.2rem;font:inherit}.no{color:#9b1c1c}pre{overflow:auto}"
        + "table{width:100%;border-collapse:collapse}th,td{padding:.4rem 0;text-align:left;border-bottom:1px solid #d5ddd9}.number{text-align:right}";

    private static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A paragraph that says what went wrong.</summary>
    public static string Problem(string text) => $"<p class=\"no\" role=\"alert\">{Text(text)}</p>";

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        // An invitation's address holds its token, so no other site may learn it; "no-referrer" would take the Origin from our own form, too.
        response.Headers["Referrer-Policy"] = "same-origin";
        await response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(Title)}</title><style>{Style}</style></head>
            <body><main><h1>{Text(Title)}</h1>
            {Body}
            </main></body></html>
            """,
            context.RequestAborted);
    }
}
