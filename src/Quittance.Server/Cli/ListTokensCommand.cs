using System.CommandLine;
using Quittance.Server.Api;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class ListTokensCommand
{
    /// <summary>More than anybody would read; a bound all the same.</summary>
    private const int TokensMax = 10_000;

    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var command = new Command("list", "The tokens of an organization that work, newest first.") { organization };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var tokens = await workplace.Get<ListTokens>().RunAsync(
                await workplace.CallerOfAsync(parsed.GetValue(organization), cancel), new Page(TokensMax, null, 0), cancel);
            await Output.Of(parsed).WriteAsync(tokens.Select(ToJson), tokens.Count == 0 ? "There is no token." : string.Join('\n', tokens.Select(ToText)));
            return CommandLine.Done;
        });
        return command;
    }

    private static object ToJson(ApiToken token) => new
    {
        tokenId = token.Subject,
        name = token.Name,
        userId = token.UserId is { } user ? $"{user}" : null,
        permissions = token.Permissions,
        businesses = token.Businesses?.Select(id => Ids.Write("biz_", id)),
        createdAt = token.CreatedAt.UtcDateTime,
    };

    private static string ToText(ApiToken token) =>
        $"{token.Subject}  {token.CreatedAt.UtcDateTime:yyyy-MM-dd}  {token.Name ?? "-"}  {string.Join(',', token.Permissions)}"
        + (token.Businesses is { } businesses ? $"  only {string.Join(',', businesses.Select(id => Ids.Write("biz_", id)))}" : "");
}
