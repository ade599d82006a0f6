using Quittance.Domain;
using Quittance.Domain.Networks;
using Quittance.Server.Api;
using Quittance.Server.Api.Network;
using Quittance.Server.Networks;
using Quittance.Server.Security;

namespace Quittance.Server.Dashboard;

/// <summary>The page behind an invitation's link: who invites, and a form to sign up.</summary>
internal static class InvitationPage
{
    public static void MapInvitationPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/invitations/{token}").AllowAnonymous().ExcludeFromDescription();

        page.MapGet("/", (string token, HttpContext context, ReadInvitation read, CancellationToken cancel) =>
            AnswerAsync(context, async () => OfInvitation(new Token(token), await read.RunAsync(new Token(token), cancel), new Filled("", "", ""), [])));

        page.MapPost("/", (string token, HttpContext context, ReadInvitation read, SignUpByInvitation signUp, CancellationToken cancel) =>
            AnswerAsync(context, () => SignUpAsync(new Token(token), context, read, signUp, cancel)));
    }

    private static async Task<HtmlPage> SignUpAsync(Token token, HttpContext context, ReadInvitation read, SignUpByInvitation signUp, CancellationToken cancel)
    {
        var sent = await PageForm.ReadAsync(context, cancel);
        if (sent.Fields is not { } form)
        {
            return sent.Problem!;
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

    private static async Task AnswerAsync(HttpContext context, Func<Task<HtmlPage>> make)
    {
        HtmlPage shown;
        try
        {
            shown = await make();
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.NotFound)
        {
            shown = new HtmlPage(
                StatusCodes.Status404NotFound,
                "No such invitation",
                "<p>This link opens no invitation. It may have been replaced by a newer one: ask whoever invited you.</p>");
        }
        catch (RefusedException refused)
        {
            shown = new HtmlPage(StatusCodes.Status409Conflict, "This cannot be done", HtmlPage.Problem(refused.Message));
        }

        await shown.WriteAsync(context);
    }

    private static HtmlPage OfInvitation(Token token, InvitationCard card, Filled filled, IReadOnlyList<string> faults)
    {
        var inviter = HtmlPage.Text(card.InviterName);
        if (card.Status != InvitationStatus.Pending)
        {
            return new HtmlPage(
                StatusCodes.Status410Gone,
                "This invitation is over",
                $"<p>The invitation from <strong>{inviter}</strong> {Ending(card.Status)}. Ask them for a new one if you still want to connect.</p>");
        }

        var problems = string.Concat(faults.Select(HtmlPage.Problem));
        return new HtmlPage(
            faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            $"{card.InviterName} invites you",
            $$"""
            <p><strong>{{inviter}}</strong> invites your business to connect as its {{(card.Role == ConnectionRole.Payer ? "payer: you would receive its bills" : "payee: you would send it bills")}}.
            The invitation is open until {{UtcTimes.Text(card.ExpiresAt)[..10]}}.</p>
            <h2>New here?</h2>
            {{problems}}
            <form method="post">
            <label for="business">Your business's name</label>
            <input id="business" name="businessName" required maxlength="{{Limits.NameMax}}" autocomplete="organization" value="{{HtmlPage.Text(filled.Business)}}">
            <label for="organization">Your organization's name, if it is another</label>
            <input id="organization" name="organizationName" maxlength="{{Limits.NameMax}}" value="{{HtmlPage.Text(filled.Organization)}}">
            <label for="email">Your e-mail address</label>
            <input id="email" name="email" type="email" required maxlength="254" autocomplete="email" value="{{HtmlPage.Text(filled.Email)}}">
            <label for="password">A password of at least {{SignUpRequest.PasswordLengthMin}} characters</label>
            <input id="password" name="password" type="password" required minlength="{{SignUpRequest.PasswordLengthMin}}" maxlength="{{Limits.NameMax}}" autocomplete="new-password">
            <button>Sign up and connect</button>
            </form>
            <h2>You have an account?</h2>
            <p><a href="/">Sign in</a> to see who you are here. Accept with one of your businesses, and a token that has the permission network:</p>
            <pre>POST /api/invitations/accept
            {"token": "{{HtmlPage.Text(token.Text)}}", "businessId": "biz_..."}</pre>
            """);
    }

    private static HtmlPage OfWelcome(SignedUp made, string email) => new(
        StatusCodes.Status200OK,
        "You are connected",
        $"""
        <p><strong>{HtmlPage.Text(made.Connection.BusinessName)}</strong> and <strong>{HtmlPage.Text(made.Connection.ConnectedBusinessName ?? "")}</strong> are connected.</p>
        <p><a href="/">Sign in</a> as {HtmlPage.Text(email)} with the password that you chose.</p>
        """);

    private static string Ending(InvitationStatus status) => status switch
    {
        InvitationStatus.Pending => "is open",
        InvitationStatus.Accepted => "was accepted already",
        InvitationStatus.Declined => "was declined",
        InvitationStatus.Canceled => "was taken back",
        InvitationStatus.Expired => "has expired",
    };

    /// <summary>What a person had filled in, to be shown again; never the password.</summary>
    private sealed record Filled(string Organization, string Business, string Email);
}
