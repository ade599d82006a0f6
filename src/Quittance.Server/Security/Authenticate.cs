using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Security;

/// <summary>Finds out who is calling: by <c>Authorization: Bearer</c>, else by the cookie <c>session</c>.</summary>
/// <remarks>Asked of the database at every request, so that a revoked token or a changed role holds at once.</remarks>
internal sealed class Authenticate(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, PageSource source, KnownTokens known, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "quittance";
    public const string CookieName = "session";
    private const string BearerPrefix = "Bearer ";

    /// <summary>The longest token that is looked up, in characters. Those for businesses carry the options of a page.</summary>
    public const int TokenLengthMax = 4096;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (text, isCookie) = Presented(Request);
        if (text is null)
        {
            return AuthenticateResult.NoResult();
        }

        if (text.Length > TokenLengthMax || await FindAsync(text, isCookie) is not { } caller)
        {
            return AuthenticateResult.Fail("The token or session is unknown, revoked or expired.");
        }

        if (isCookie && CrossOrigin.IsForbidden(Request))
        {
            Context.Items[CrossOrigin.RefusedItem] = true;
            return AuthenticateResult.Fail("The session cookie came from another site.");
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new(new CallerIdentity(caller, SchemeName)), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Context.Items.ContainsKey(CrossOrigin.RefusedItem))
        {
            return DialectErrors.WriteAsync(Context, StatusCodes.Status403Forbidden, CrossOrigin.RefusedMessage);
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        return DialectErrors.WriteAsync(
            Context, StatusCodes.Status401Unauthorized, "Missing, unknown or expired credentials. Send Authorization: Bearer <token>, or sign in.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => DialectErrors.WriteAsync(
        Context, StatusCodes.Status403Forbidden, $"This needs the permission {Requires.PermissionOf(Context)}; your role or token does not have it.");

    /// <summary>The token or session text that the request carries, and whether a cookie carried it.</summary>
    public static (string? Text, bool IsCookie) Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? (header[BearerPrefix.Length..].Trim(), false)
            : (request.Cookies[CookieName], true);
    }

    private async Task<Caller?> FindAsync(string text, bool isCookie)
    {
        var caller = await CallerQuestion.AskAsync(source, Token.HashOf(text), isCookie, clock.GetUtcNow(), Context.TraceIdentifier, Context.RequestAborted);
        if (caller is { PresentedHash: { } hash })
        {
            known.Remember(hash, caller);
        }

        return caller;
    }
}
