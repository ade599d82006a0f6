using Quittance.Server.Users;

namespace Quittance.Server.Api.Accounting;

/// <summary>Tokens for the id and the secret of a client.</summary>
internal static class AccessTokenEndpoints
{
    public static void MapAccessTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/auth").WithTags("Access tokens");

        tokens.MapPost("/token", async (AccessTokenRequest body, HttpContext context, IssueToken issue, CancellationToken cancel) =>
        {
            var (client, user) = body.Checked();
            var token = await issue.RunAsync(client, user, context.TraceIdentifier, cancel);
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(AccessTokenResponse.Of(token));
        }).WithSummary("Get a token for a client, or for a person with no more than their rights");

        tokens.MapPost("/revoke", async (RevokeTokenRequest body, HttpContext context, ReturnToken giveBack, CancellationToken cancel) =>
        {
            var (client, token) = body.Checked();
            await giveBack.RunAsync(client, token, context.TraceIdentifier, cancel);
            return TypedResults.Ok(new MessageResponse("The token does not work any more."));
        }).WithName("revokeAccessToken").WithSummary("End a token that the client was given");
    }
}
