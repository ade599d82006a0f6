using System.CommandLine;
using System.CommandLine.Parsing;
using Quittance.Server.Security;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class CreateTokenCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var businesses = IdOptions.Businesses();
        var permissions = PermissionsOption();
        var name = new Option<string?>("--name") { Description = "What it is for." };
        var command = new Command("create", "Make a token. Its text is shown this once.") { organization, businesses, permissions, name };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var limits = parsed.GetResult(businesses) is null ? null : parsed.GetValue(businesses); // Not given, it reads as an empty list.
            var granted = parsed.GetResult(permissions) is null ? null : parsed.GetValue(permissions);
            var made = await workplace.Get<CreateToken>().RunAsync(
                await workplace.CallerOfAsync(parsed.GetValue(organization), cancel), parsed.GetValue(name), granted, limits, cancel);
            await Output.Of(parsed).WriteAsync(
                new { tokenId = made.Token.Subject, token = made.Text },
                $"""
                id     {made.Token.Subject}
                token  {made.Text}
                The token is shown this once.
                """);
            return CommandLine.Done;
        });
        return command;
    }

    public static Option<string[]> PermissionsOption() => new("--permissions")
    {
        Description = $"What it may do, separated by commas; without it everything. Of: {string.Join(", ", Permission.All)}.",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = ReadPermissions,
    };

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
