using System.CommandLine;
using Quittance.Server.Api;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class ListTokensCommand
{
    private const int PageSize = 1000;

    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var command = new Command("list", "The tokens of an organization that work, newest first.") { organization };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var caller = await workplace.CallerAsync(new OrganizationId(parsed.GetValue(organization)), cancel);
            var tokens = await ReadAllAsync(workplace.Get<ListTokens>(), caller, cancel);
            await Output.Of(parsed).WriteAsync(tokens.Select(ToJson), tokens.Count == 0 ? "There is no token." : string.Join('\n', tokens.Select(ToText)));
            return CommandLine.Done;
        });
        return command;
    }

    private static object ToJson(ApiToken token) => new
    {
        tokenId = Ids.Write(IdOptions.TokenPrefix, token.Id),
        name = token.Name,
        userId = token.UserId is { } user ? $"{user}" : null,
        permissions = token.Permissions,
        businesses = token.Businesses?.Select(id => Ids.Write("biz_", id)),
        createdAt = token.CreatedAt.UtcDateTime,
    };

    private static string ToText(ApiToken token) =>
        $"{Ids.Write(IdOptions.TokenPrefix, token.Id)}  {token.CreatedAt.UtcDateTime:yyyy-MM-dd}  {token.Name ?? "-"}  {string.Join(',', token.Permissions)}"
        + (token.Businesses is { } businesses ? $"  only {string.Join(',', businesses.Select(id => Ids.Write("biz_", id)))}" : "");

    private static async Task<List<ApiToken>> ReadAllAsync(ListTokens list, Caller caller, CancellationToken cancel)
    {
        var tokens = new List<ApiToken>();
        for (var page = new Page(PageSize, null, 0); ;)
        {
            var rows = await list.RunAsync(caller, page, cancel);
            tokens.AddRange(rows);
            if (rows.Count < PageSize)
            {
                return tokens;
            }

            page = page with { After = new Cursor(rows[^1].CreatedAt, rows[^1].Id) };
        }
    }
}
