using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Network;

/// <summary>Tokens: what programs present.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");

        tokens.MapPost("/", async (TokenRequest body, HttpResponse response, Caller caller, CreateToken create, CancellationToken cancel) =>
        {
            var (name, permissions, businesses) = body.Checked();
            var made = NewTokenResponse.Of(await create.RunAsync(caller, name, permissions, businesses, cancel));
            response.Headers.CacheControl = "no-store";
            return TypedResults.Created($"/api/tokens/{made.Id}", made);
        }).Needs(Permission.Settings).WithSummary("Make a token; the answer shows its text once");

        tokens.MapGet("/", async ([AsParameters] PageQuery query, HttpResponse response, Caller caller, ListTokens list, CancellationToken cancel) =>
        {
            var page = query.Checked();
            var found = await list.RunAsync(caller, page, cancel);
            PageQuery.SetNext(response, page, found, token => new Cursor(token.CreatedAt, token.Id));
            return TypedResults.Ok(found.Select(TokenResponse.Of));
        }).Needs(Permission.Settings).WithSummary("List the tokens that work");

        tokens.MapGet("/{tokenId}", async (string tokenId, Caller caller, GetToken get, CancellationToken cancel) =>
            TypedResults.Ok(TokenResponse.Of(await get.RunAsync(caller, NetworkIds.TokenOf(tokenId), cancel))))
            .Needs(Permission.Settings).WithSummary("Get a token that works");

        tokens.MapDelete("/{tokenId}", async (string tokenId, Caller caller, RevokeToken revoke, CancellationToken cancel) =>
        {
            await revoke.RunAsync(caller, NetworkIds.TokenOf(tokenId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Settings).WithSummary("Revoke a token; it ends at once");
    }
}
