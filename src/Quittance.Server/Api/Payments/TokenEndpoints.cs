using Quittance.Server.Businesses;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>Tokens for the published components, and their end.</summary>
internal static class TokenEndpoints
{
    private const string Described =
        "The answer is a JWT, to be sent as Authorization: Bearer. It sees the entity and nothing else, and does no more than whoever makes it may do and, for a user, the user's roles allow.";

    private static readonly TokenGenerationOptions NoOptions = new(null, null, null, null, null, null, null);

    public static void MapBusinessTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("").WithTags("Tokens");

        tokens.MapPost("/entity/{entityId}/token", (string entityId, OptionalBody<TokenGenerationOptions> body, HttpContext context, Caller caller, IssueBusinessToken issue, CancellationToken cancel) =>
            IssueAsync(entityId, null, null, body, context, caller, issue, cancel))
            .Needs(Permission.Businesses).WithName("issueEntityToken").WithSummary("Make a token for an entity").WithDescription(Described).Produces<string>();

        tokens.MapPost(
            "/entity/{entityId}/user/{userId}/token",
            (string entityId, string userId, OptionalBody<TokenGenerationOptions> body, HttpContext context, Caller caller, IssueBusinessToken issue, CancellationToken cancel) =>
                IssueAsync(entityId, userId, null, body, context, caller, issue, cancel))
            .Needs(Permission.Businesses).WithName("issueEntityUserToken").WithSummary("Make a token for an entity user").WithDescription(Described).Produces<string>();

        tokens.MapPost(
            "/entityGroup/{entityGroupId}/token",
            (string entityGroupId, OptionalBody<TokenGenerationOptions> body, HttpContext context, Caller caller, IssueBusinessToken issue, CancellationToken cancel) =>
                IssueAsync(null, null, entityGroupId, body, context, caller, issue, cancel))
            .Needs(Permission.Businesses).WithName("issueEntityGroupToken").WithSummary("Make a token for an entity group")
            .WithDescription($"{Described} It sees the group's entities, whichever they are.").Produces<string>();

        tokens.MapPost("/organization/invalidateTokens", async (OptionalBody<InvalidateTokensRequest> body, Caller caller, EndBusinessTokens end, CancellationToken cancel) =>
        {
            await end.RunAsync(caller, body.Value?.Checked(), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Settings).WithName("invalidateTokens").WithSummary("End all tokens of entities, their users and groups").WithDescription("At once. API tokens go on working.");
    }

    private static async Task<IResult> IssueAsync(
        string? entityId, string? userId, string? entityGroupId, OptionalBody<TokenGenerationOptions> body, HttpContext context, Caller caller, IssueBusinessToken issue,
        CancellationToken cancel)
    {
        var options = body.Value ?? NoOptions;
        var token = await issue.RunAsync(caller, options.Checked(entityId, userId, entityGroupId), made => TokenClaims.Write(made, options), cancel);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(token.Text);
    }
}
