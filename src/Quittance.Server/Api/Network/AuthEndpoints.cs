using Quittance.Server.Security;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Network;

/// <summary>Signing in and out, and who one is.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Sign-in");

        auth.MapPost("/sign-in", async (SignInRequest body, HttpContext context, SignIn signIn, CancellationToken cancel) =>
        {
            var (email, password, organization) = body.Checked();
            var made = await signIn.RunAsync(email, password, organization, context.Connection.RemoteIpAddress, context.TraceIdentifier, cancel);
            SessionCookie.Set(context, made.Token, made.ExpiresAt);
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(SignInResponse.Of(made));
        }).FromOwnSite().WithSummary("Sign in with e-mail and password; the answer sets the cookie session");

        auth.MapPost("/sign-out", async (HttpContext context, SignOut signOut, CancellationToken cancel) =>
        {
            if (context.Request.Cookies[Authenticate.CookieName] is { } text)
            {
                await signOut.RunAsync(text, context.TraceIdentifier, cancel);
            }

            SessionCookie.Clear(context);
            return TypedResults.NoContent();
        }).FromOwnSite().WithSummary("Sign out; the cookie session ends");

        var user = api.MapGroup("/user").WithTags("Sign-in").RequireAuthorization();

        user.MapGet("/profile", async (Caller caller, GetProfile get, CancellationToken cancel) =>
            TypedResults.Ok(ProfileResponse.Of(caller, await get.RunAsync(caller, cancel)))).WithSummary("Get who the token or the session is");

        user.MapPost("/password", async (PasswordChange body, Caller caller, HttpContext context, ChangePassword change, CancellationToken cancel) =>
        {
            var (current, next) = body.Checked();
            var presented = Authenticate.Presented(context.Request).Text;
            await change.RunAsync(caller, current, next, presented is null ? null : Token.HashOf(presented), context.Connection.RemoteIpAddress, cancel);
            return TypedResults.NoContent();
        }).Produces(StatusCodes.Status429TooManyRequests).WithSummary("Change your password; your other sessions end");
    }
}
