using System.Globalization;
using Quittance.Domain;
using Quittance.Server.Api;
using Quittance.Server.Api.Network;
using Quittance.Server.Businesses;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Dashboard;

/// <summary>The page at the server's address: a form to sign in; for whoever is signed in, who they are and what is open.</summary>
internal static class HomePage
{
    private const string ProductName = "Quittance";
    private const int BusinessesMax = 100;

    public static void MapHomePage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();

        page.MapGet("/", async (HttpContext context, GetProfile get, ListBusinesses list, CountOpenPayables count, CancellationToken cancel) =>
        {
            var shown = Caller.Of(context) is { } caller ? await OfCallerAsync(caller, get, list, count, cancel) : OfSignIn(StatusCodes.Status200OK, "", []);
            await shown.WriteAsync(context);
        });

        // Where the answer to a refused form stands; asked for again, it is the form.
        page.MapGet("/sign-in", () => TypedResults.LocalRedirect("/"));

        page.MapPost("/sign-in", async (HttpContext context, SignIn signIn, CancellationToken cancel) =>
        {
            if (await SignInAsync(context, signIn, cancel) is { } problem)
            {
                await problem.WriteAsync(context);
            }
        });

        page.MapPost("/sign-out", async (HttpContext context, SignOut signOut, CancellationToken cancel) =>
        {
            var form = await PageForm.ReadAsync(context, cancel);
            if (form.Problem is not null)
            {
                await form.Problem.WriteAsync(context);
                return;
            }

            if (context.Request.Cookies[Authenticate.CookieName] is { } text)
            {
                await signOut.RunAsync(text, context.TraceIdentifier, cancel);
            }

            SessionCookie.Clear(context);
            SeeHome(context);
        });
    }

    /// <returns>What went wrong; null if the answer sends the browser home.</returns>
    private static async Task<HtmlPage?> SignInAsync(HttpContext context, SignIn signIn, CancellationToken cancel)
    {
        var form = await PageForm.ReadAsync(context, cancel);
        if (form.Fields is not { } fields)
        {
            return form.Problem;
        }

        var typed = fields["email"].ToString();
        try
        {
            var choice = fields["organizationId"].ToString();
            var (email, password, organization) = new SignInRequest(typed, fields["password"].ToString(), choice.Length == 0 ? null : choice.Trim()).Checked();
            var made = await signIn.RunAsync(email, password, organization, context.Connection.RemoteIpAddress, context.TraceIdentifier, cancel);
            SessionCookie.Set(context, made.Token, made.ExpiresAt);
            SeeHome(context);
            return null;
        }
        catch (RefusedException refused)
        {
            if (refused.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            var needsOrganization = refused.Refusal == Refusal.OrganizationAmbiguous || refused.Fields.Any(fault => fault.Field == "organizationId");
            var told = refused.Refusal == Refusal.InvalidInput ? [] : new[] { refused.Message };
            return OfSignIn(FailureHandler.StatusOf(refused.Refusal), typed, [.. told, .. refused.Fields.Select(fault => fault.Message)], needsOrganization);
        }
    }

    private static void SeeHome(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
        context.Response.Headers.CacheControl = "no-store";
    }

    private static HtmlPage OfSignIn(int status, string email, IReadOnlyList<string> problems, bool asksForOrganization = false) => new(
        status,
        ProductName,
        $"""
        {string.Concat(problems.Select(HtmlPage.Problem))}
        <form method="post" action="/sign-in">
        <label for="email">E-mail address</label>
        <input id="email" name="email" type="email" required maxlength="254" autocomplete="username" value="{HtmlPage.Text(email)}">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" required maxlength="{Password.LengthMax}" autocomplete="current-password">
        {(asksForOrganization ? OrganizationField : "")}
        <button>Sign in</button>
        </form>
        <p><a href="/docs">The API's documentation</a></p>
        """);

    private const string OrganizationField =
        """
        <label for="organization">The id of the organization, org_…</label>
        <input id="organization" name="organizationId" required>
        """;

    private static async Task<HtmlPage> OfCallerAsync(Caller caller, GetProfile get, ListBusinesses list, CountOpenPayables count, CancellationToken cancel)
    {
        var profile = await get.RunAsync(caller, cancel);
        var who = profile.Member is { User: var user } member
            ? $"{user.Name ?? user.Email}{(user.Name is null ? "" : $" ({user.Email})")}, {member.Role.Name}"
            : $"Token {profile.TokenName}";
        return new HtmlPage(
            StatusCodes.Status200OK,
            ProductName,
            $"""
            <p>Signed in as <strong>{HtmlPage.Text(who)}</strong> of <strong>{HtmlPage.Text(profile.OrganizationName)}</strong>.</p>
            {await BusinessesAsync(caller, list, count, cancel)}
            <p><a href="/docs">The API's documentation</a></p>
            <form method="post" action="/sign-out"><button>Sign out</button></form>
            """);
    }

    private static async Task<string> BusinessesAsync(Caller caller, ListBusinesses list, CountOpenPayables count, CancellationToken cancel)
    {
        if (!caller.Permissions.Contains(Permission.Businesses))
        {
            return "<p>Your role does not show you the organization's businesses.</p>";
        }

        var businesses = await list.RunAsync(caller, new Page(BusinessesMax, null, 0), cancel);
        if (businesses.Count == 0)
        {
            return "<p>There are no businesses yet.</p>";
        }

        var isCounted = caller.Permissions.Contains(Permission.InvoicesRead);
        var open = isCounted ? await count.RunAsync(caller, [.. businesses.Select(row => row.Business.Id)], cancel) : null;
        var rows = businesses.Select(row =>
            $"<tr><td>{HtmlPage.Text(row.Alias ?? row.Business.Name)}</td><td class=\"number\">{open?.GetValueOrDefault(row.Business.Id)}</td></tr>");
        return $"""
            <table><thead><tr><th>Business</th><th class="number">{(isCounted ? "Open payables" : "")}</th></tr></thead>
            <tbody>{string.Concat(rows)}</tbody></table>
            {(businesses.Count == BusinessesMax ? $"<p>These are the newest {BusinessesMax}; the API lists them all.</p>" : "")}
            """;
    }
}
