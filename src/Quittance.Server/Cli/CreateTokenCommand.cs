using System.CommandLine;
using System.CommandLine.Parsing;
using Quittance.Server.Api;
using Quittance.Server.Hosting;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;
using Token = Quittance.Server.Security.Token;

namespace Quittance.Server.Cli;

internal static class CreateTokenCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var businesses = IdOptions.Businesses();
        var permissions = new Option<string[]>("--permissions")
        {
            Description = $"What it may do, separated by commas; without it everything. Of: {string.Join(", ", Permission.All)}.",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = ReadPermissions,
        };
        var name = new Option<string?>("--name") { Description = "What it is for." };
        var command = new Command("create", "Make a token. Its text is shown this once.") { organization, businesses, permissions, name };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            await using var session = await workplace.OpenSessionAsync(new OrganizationId(parsed.GetValue(organization)), cancel);
            var limits = parsed.GetValue(businesses) is { Length: > 0 } some ? some : null;
            await RequireBusinessesAsync(session, limits ?? [], cancel);

            var secret = Token.New(Token.ApiPrefix);
            var token = new ApiToken(
                Guid.CreateVersion7(workplace.Now), null, parsed.GetValue(name), parsed.GetValue(permissions) ?? [.. Permission.All], limits, workplace.Now, null);
            await session.ApiTokens.AddAsync(token, secret.Hash, cancel);
            session.Audit.Add(Workplace.Actor, "token.created", Ids.Write(IdOptions.TokenPrefix, token.Id), null, new { token.Name, token.Permissions, token.Businesses });
            await session.CommitAsync(cancel);

            var id = Ids.Write(IdOptions.TokenPrefix, token.Id);
            await Output.Of(parsed).WriteAsync(
                new { tokenId = id, token = secret.Text },
                $"""
                id     {id}
                token  {secret.Text}
                The token is shown this once.
                """);
            return CommandLine.Done;
        });
        return command;
    }

    private static string[] ReadPermissions(ArgumentResult argument)
    {
        var given = argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);
        var unknown = given.Except(Permission.All).ToList();
        if (unknown.Count > 0 || given.Count == 0)
        {
            argument.AddError($"--permissions: {string.Join(", ", unknown)} is none of {string.Join(", ", Permission.All)}.");
        }

        return [.. Permission.All.Where(given.Contains)];
    }

    private static async Task RequireBusinessesAsync(TenantSession session, Guid[] businesses, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select b.id from unnest($2::uuid[]) as b (id) where not exists (select from businesses where organization_id = $1 and id = b.id)", businesses);
        if (await command.ExecuteScalarAsync(cancel) is Guid unknown)
        {
            throw new OperatorException($"{session.Organization} has no business {Ids.Write("biz_", unknown)}.");
        }
    }
}
