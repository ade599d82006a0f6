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
        "body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f3f6f4;color:#1d2b25}"
        + "main{box-sizing:border-box;max-width:36rem;margin:3rem auto;padding:1.75rem 2rem;background:#fff;border:1px solid #d5ddd9;border-radius:.5rem;overflow-wrap:break-word}"
        + "h1{font-size:1.4rem;line-height:1.3;margin:0 0 1rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}a{color:#0b6b4b}"
        + "label{display:block;margin:1.1rem 0 .25rem;font-weight:600}small{display:block;margin-top:.25rem;font-size:.875rem;color:#52605a}"
        + "input{width:100%;padding:.5rem .6rem;box-sizing:border-box;font:inherit;border:1px solid #84938c;border-radius:.3rem}"
        + "button,.go{display:inline-block;margin-top:1.5rem;padding:.6rem 1.4rem;font:inherit;font-weight:600;color:#fff;background:#0b6b4b;border:0;border-radius:.3rem;text-decoration:none;cursor:pointer}"
        + "button:hover,.go:hover{background:#08523a}:focus-visible{outline:3px solid #7cc7a9;outline-offset:2px}"
        + ".no{margin:.5rem 0;padding:.5rem .75rem;color:#8b1a1a;background:#fdf1f0;border-left:3px solid #b3261e}pre{overflow:auto;padding:.75rem;background:#f3f6f4}"
        // The whole card can be clicked, and the link's name is the system's alone.
        + ".choices{list-style:none;margin:1rem 0 0;padding:0}.choices li{position:relative;margin:.6rem 0;padding:.7rem 1rem;border:1px solid #d5ddd9;border-radius:.4rem}"
        + ".choices li:hover{border-color:#0b6b4b;background:#f3f9f6}.choices a{font-weight:600}.choices a::after{content:'';position:absolute;inset:0}"
        + "table{width:100%;border-collapse:collapse}th,td{padding:.4rem 0;text-align:left;border-bottom:1px solid #d5ddd9}.number{text-align:right}"
        + "@media(max-width:37rem){body{background:#fff}main{margin:0;padding:1.25rem 1rem;border:0}}";

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
