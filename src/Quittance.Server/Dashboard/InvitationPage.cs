using System.Net;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Quittance.Domain;
using Quittance.Domain.Networks;
using Quittance.Server.Api;
using Quittance.Server.Api.Network;
using Quittance.Server.Networks;
using Quittance.Server.Security;

namespace Quittance.Server.Dashboard;

/// <summary>The page behind an invitation's link: who invites, and a form to sign up. No scripts, nothing from elsewhere.</summary>
internal static class InvitationPage
{
    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1d2b25}h1{font-size:1.4rem}label{display:block;margin:.8rem 0 .2rem}"
        + "input{width:100%;padding:.5rem;box-sizing:border-box;font:inherit}button{margin-top:1.2rem;padding:.6rem 1.2rem;font:inherit}.no{color:#9b1c1c}pre{overflow:auto}";

    private static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void MapInvitationPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/invitations/{token}").AllowAnonymous().ExcludeFromDescription();

        page.MapGet("/", (string token, HttpContext context, ReadInvitation read, CancellationToken cancel) =>
            AnswerAsync(context, async () => OfInvitation(new Token(token), await read.RunAsync(new Token(token), cancel), new Filled("", "", ""), [])));

        page.MapPost("/", (string token, HttpContext context, ReadInvitation read, SignUpByInvitation signUp, CancellationToken cancel) =>
            AnswerAsync(context, () => SignUpAsync(new Token(token), context, read, signUp, cancel)));
    }

    private static async Task<Shown> SignUpAsync(Token token, HttpContext context, ReadInvitation read, SignUpByInvitation signUp, CancellationToken cancel)
    {
        if (CrossOrigin.IsForbidden(context.Request))
        {
            return new Shown(StatusCodes.Status403Forbidden, "Not from here", "<p class=\"no\">This form was sent from another site.</p>");
        }

        if (!context.Request.HasFormContentType)
        {
            return new Shown(StatusCodes.Status415UnsupportedMediaType, "Not a form", "<p class=\"no\">Send the form of this page.</p>");
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(cancel);
        }
        catch (InvalidDataException)
        {
            return Unreadable();
        }

        // What JSON bodies are checked for as they are read: PostgreSQL cannot store U+0000.
        if (form.Any(field => field.Value.ToString().Contains('\0', StringComparison.Ordinal)))
        {
            return Unreadable();
        }

        var card = await read.RunAsync(token, cancel);
        try
        {
            var (_, content) = new SignUpRequest(token.Text, form["organizationName"], form["businessName"], form["email"], form["password"], null).Checked();
            var made = await signUp.RunAsync(token, content, context.TraceIdentifier, cancel);
            return OfWelcome(made, content.Email);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.InvalidInput)
        {
            var filled = new Filled(form["organizationName"].ToString(), form["businessName"].ToString(), form["email"].ToString());
            return OfInvitation(token, card, filled, [.. refused.Fields.Select(fault => fault.Message)]);
        }
    }

    private static Shown Unreadable() => new(StatusCodes.Status400BadRequest, "Not a form", "<p class=\"no\">The form cannot be read.</p>");

    private static async Task AnswerAsync(HttpContext context, Func<Task<Shown>> make)
    {
        Shown shown;
        try
        {
            shown = await make();
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.NotFound)
        {
            shown = new Shown(
                StatusCodes.Status404NotFound,
                "No such invitation",
                "<p>This link opens no invitation. It may have been replaced by a newer one: ask whoever invited you.</p>");
        }
        catch (RefusedException refused)
        {
            shown = new Shown(StatusCodes.Status409Conflict, "This cannot be done", $"<p class=\"no\">{Text(refused.Message)}</p>");
        }

        await WriteAsync(context, shown);
    }

    private static Shown OfInvitation(Token token, InvitationCard card, Filled filled, IReadOnlyList<string> faults)
    {
        var inviter = Text(card.InviterName);
        if (card.Status != InvitationStatus.Pending)
        {
            return new Shown(
                StatusCodes.Status410Gone,
                "This invitation is over",
                $"<p>The invitation from <strong>{inviter}</strong> {Ending(card.Status)}. Ask them for a new one if you still want to connect.</p>");
        }

        var problems = string.Concat(faults.Select(fault => $"<p class=\"no\" role=\"alert\">{Text(fault)}</p>"));
        return new Shown(
            faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            $"{card.InviterName} invites you",
            $$"""
            <p><strong>{{inviter}}</strong> invites your business to connect as its {{(card.Role == ConnectionRole.Payer ? "payer: you would receive its bills" : "payee: you would send it bills")}}.
            The invitation is open until {{UtcTimes.Text(card.ExpiresAt)[..10]}}.</p>
            <h2>New here?</h2>
            {{problems}}
            <form method="post">
            <label for="business">Your business's name</label>
            <input id="business" name="businessName" required maxlength="{{Limits.NameMax}}" autocomplete="organization" value="{{Text(filled.Business)}}">
            <label for="organization">Your organization's name, if it is another</label>
            <input id="organization" name="organizationName" maxlength="{{Limits.NameMax}}" value="{{Text(filled.Organization)}}">
            <label for="email">Your e-mail address</label>
            <input id="email" name="email" type="email" required maxlength="254" autocomplete="email" value="{{Text(filled.Email)}}">
            <label for="password">A password of at least {{SignUpRequest.PasswordLengthMin}} characters</label>
            <input id="password" name="password" type="password" required minlength="{{SignUpRequest.PasswordLengthMin}}" maxlength="{{Limits.NameMax}}" autocomplete="new-password">
            <button>Sign up and connect</button>
            </form>
            <h2>You have an account?</h2>
            <p>Accept with one of your businesses, and a token that has the permission network:</p>
            <pre>POST /api/invitations/accept
            {"token": "{{Text(token.Text)}}", "businessId": "biz_..."}</pre>
            """);
    }

    private static Shown OfWelcome(SignedUp made, string email) => new(
        StatusCodes.Status200OK,
        "You are connected",
        $"""
        <p><strong>{Text(made.Connection.BusinessName)}</strong> and <strong>{Text(made.Connection.ConnectedBusinessName ?? "")}</strong> are connected.</p>
        <p><a href="/">Sign in</a> as {Text(email)} with the password that you chose.</p>
        """);

    private static async Task WriteAsync(HttpContext context, Shown shown)
    {
        var response = context.Response;
        response.StatusCode = shown.Status;
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        // The address holds the token, so no other site may learn it; "no-referrer" would take the Origin from our own form, too.
        response.Headers["Referrer-Policy"] = "same-origin";
        await response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(shown.Title)}</title><style>{Style}</style></head>
            <body><main><h1>{Text(shown.Title)}</h1>
            {shown.Body}
            </main></body></html>
            """,
            context.RequestAborted);
    }

    private static string Ending(InvitationStatus status) => status switch
    {
        InvitationStatus.Pending => "is open",
        InvitationStatus.Accepted => "was accepted already",
        InvitationStatus.Declined => "was declined",
        InvitationStatus.Canceled => "was taken back",
        InvitationStatus.Expired => "has expired",
    };

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A page.</summary>
    /// <param name="Title">Plain text.</param>
    /// <param name="Body">HTML, with every text in it escaped.</param>
    private sealed record Shown(int Status, string Title, string Body);

    /// <summary>What a person had filled in, to be shown again; never the password.</summary>
    private sealed record Filled(string Organization, string Business, string Email);
}
