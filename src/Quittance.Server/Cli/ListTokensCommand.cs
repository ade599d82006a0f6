using System.CommandLine;
using Quittance.Server.Api;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class ListTokensCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var command = new Command("list", "The tokens of an organization that work, newest first.") { organization };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            await using var session = await workplace.OpenSessionAsync(new OrganizationId(parsed.GetValue(organization)), cancel);
            var tokens = await ReadAsync(session, cancel);
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

    private static async Task<List<ApiToken>> ReadAsync(TenantSession session, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, user_id, name, permissions, business_ids, created_at
            from api_tokens
            where organization_id = $1 and revoked_at is null
            order by created_at desc, id desc
            """);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var tokens = new List<ApiToken>();
        while (await row.ReadAsync(cancel))
        {
            tokens.Add(new ApiToken(
                row.GetGuid(0), row.ValueOrNull<Guid>(1) is { } user ? new UserId(user) : null, row.TextOrNull(2), row.GetFieldValue<string[]>(3),
                row.ArrayOrNull<Guid>(4), row.GetFieldValue<DateTimeOffset>(5), null));
        }

        return tokens;
    }
}
