using System.CommandLine;
using System.CommandLine.Parsing;
using Quittance.Server.Api;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

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
            var caller = await workplace.CallerAsync(new OrganizationId(parsed.GetValue(organization)), cancel);
            var limits = parsed.GetValue(businesses) is { Length: > 0 } some ? some : null;
            var (token, text) = await workplace.Get<CreateToken>().RunAsync(caller, parsed.GetValue(name), parsed.GetValue(permissions), limits, cancel);

            var id = Ids.Write(IdOptions.TokenPrefix, token.Id);
            await Output.Of(parsed).WriteAsync(
                new { tokenId = id, token = text },
                $"""
                id     {id}
                token  {text}
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
}
