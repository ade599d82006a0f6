using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Hosting;
using Quittance.Server.Security;

namespace Quittance.Server.Dashboard;

/// <summary>The page behind <c>connection_url</c>: a business's user chooses the accounting system and connects it. Needs no account here.</summary>
internal static class AccountingLinkPage
{
    private const string CallbackPath = "/connect/callback";

    /// <summary>Holds the state of the consent that this browser went for, so that nobody can slip in one of theirs (RFC 6749, section 10.12).</summary>
    private const string ConsentCookie = "quittance_consent";

    /// <summary>How a field of the form begins, apart from all else that a form may hold.</summary>
    private const string FieldPrefix = "field_";

    private const int PlatformMax = 100;

    public static void MapAccountingLinkPage(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("/connect").AllowAnonymous().ExcludeFromDescription();

        pages.MapGet("/{token}", (string token, string? platform, HttpContext context, ReadAccountingLink read, AccountingSystems systems, CancellationToken cancel) =>
            AnswerAsync(context, async () => Of(token, await read.RunAsync(new Token(token), cancel), systems, Chosen(platform))));

        pages.MapPost("/{token}", (string token, string? platform, HttpContext context, ReadAccountingLink read, AccountingSystems systems, ConnectAccounting connect, CancellationToken cancel) =>
            AnswerAsync(context, () => ConnectAsync(token, Chosen(platform), context, read, systems, connect, cancel)));

        pages.MapGet("/{token}/authorize", (string token, string? platform, HttpContext context, SendToAccountingSystem send, ServerOptions options, CancellationToken cancel) =>
            AnswerAsync(context, () => SendAsync(token, Chosen(platform) ?? "", context, send, options, cancel)));

        pages.MapGet("/callback", (HttpContext context, ReturnFromAccountingSystem back, ReadAccountingLink read, ServerOptions options, CancellationToken cancel) =>
            AnswerAsync(context, () => ReturnAsync(context, back, read, options, cancel)));
    }

    private static string? Chosen(string? platform) => platform is { Length: > 0 and <= PlatformMax } ? platform : null;

    private static HtmlPage Of(string token, AccountingLinkCard card, AccountingSystems systems, string? platform)
    {
        if (!card.IsOpen)
        {
            return AccountingLinkForms.OfClosed(card);
        }

        var chosen = card.Connection.Platform ?? platform;
        if (chosen is not null && systems.Find(chosen) is { } system)
        {
            return systems.Usable.Contains(system)
                ? AccountingLinkForms.OfSystem(token, card, system.Profile, system is IAuthorizedByUser, new Dictionary<string, string?>(), [])
                : AccountingLinkForms.OfUnusable(card, system.Profile.Name);
        }

        return AccountingLinkForms.OfChoice(token, card, systems.Usable);
    }

    private static async Task<HtmlPage?> ConnectAsync(
        string token, string? platform, HttpContext context, ReadAccountingLink read, AccountingSystems systems, ConnectAccounting connect, CancellationToken cancel)
    {
        var sent = await PageForm.ReadAsync(context, cancel);
        if (sent.Fields is not { } form)
        {
            return sent.Problem!;
        }

        var card = await read.RunAsync(new Token(token), cancel);
        if (!card.IsOpen || (card.Connection.Platform ?? platform) is not { } chosen || systems.Find(chosen) is not { } system)
        {
            return Of(token, card, systems, platform);
        }

        var given = form.Where(field => field.Key.StartsWith(FieldPrefix, StringComparison.Ordinal))
            .ToDictionary(field => field.Key[FieldPrefix.Length..], field => (string?)field.Value.ToString(), StringComparer.Ordinal);
        try
        {
            await connect.RunAsync(card.CallerOf(context.TraceIdentifier), card.Connection.BusinessId, card.Connection.Id, chosen, given, new Token(token), cancel);
        }
        catch (RefusedException refused) when (refused.Refusal is Refusal.InvalidInput or Refusal.AccountingSystemRefused)
        {
            return AccountingLinkForms.OfSystem(token, card, system.Profile, system is IAuthorizedByUser, given, refused.Fields);
        }

        // Shown by a request of its own, so that loading the page again sends no password again.
        context.Response.Redirect($"/connect/{token}");
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        return null;
    }

    private static async Task<HtmlPage?> SendAsync(string token, string platform, HttpContext context, SendToAccountingSystem send, ServerOptions options, CancellationToken cancel)
    {
        var sent = await send.RunAsync(new Token(token), platform, CallbackOf(context, options), cancel);
        context.Response.Cookies.Append(ConsentCookie, sent.State.Text, CookieOf(context));
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Redirect(sent.Address.AbsoluteUri);
        return null;
    }

    private static async Task<HtmlPage?> ReturnAsync(
        HttpContext context, ReturnFromAccountingSystem back, ReadAccountingLink read, ServerOptions options, CancellationToken cancel)
    {
        var callback = context.Request.Query.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.ToString(), StringComparer.Ordinal);
        var mine = context.Request.Cookies[ConsentCookie];
        context.Response.Cookies.Delete(ConsentCookie, CookieOf(context));
        if (!callback.Remove("state", out var state) || state.Length == 0 || state != mine)
        {
            return AccountingLinkForms.OfStranger();
        }

        if (await back.RunAsync(new Token(state), callback, CallbackOf(context, options), context.TraceIdentifier, cancel) is not { } returned)
        {
            return AccountingLinkForms.OfStranger();
        }

        if (returned.Problem is { } problem)
        {
            return AccountingLinkForms.OfFailure(returned.Link.Text, await read.RunAsync(returned.Link, cancel), problem);
        }

        context.Response.Redirect($"/connect/{returned.Link.Text}");
        return null;
    }

    /// <param name="make">Null when the answer has been given.</param>
    private static async Task AnswerAsync(HttpContext context, Func<Task<HtmlPage?>> make)
    {
        HtmlPage? shown;
        try
        {
            shown = await make();
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.NotFound)
        {
            shown = new HtmlPage(
                StatusCodes.Status404NotFound,
                "No such link",
                "<p>This link opens nothing. It may have been replaced by a newer one: ask whoever sent it to you.</p>");
        }
        catch (RefusedException refused)
        {
            shown = new HtmlPage(
                StatusCodes.Status409Conflict, "This cannot be done", string.Concat(refused.Fields.Select(fault => fault.Message).DefaultIfEmpty(refused.Message).Select(HtmlPage.Problem)));
        }

        if (shown is not null)
        {
            await shown.WriteAsync(context);
        }
    }

    private static Uri CallbackOf(HttpContext context, ServerOptions options) => new(options.UrlFor(context.Request) + CallbackPath);

    // Lax: it has to come along when the system sends the user back.
    private static CookieOptions CookieOf(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = AccountingConsentStore.Lifetime,
        Path = "/connect",
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };
}
