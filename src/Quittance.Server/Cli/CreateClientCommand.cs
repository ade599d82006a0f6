using System.CommandLine;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class CreateClientCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var businesses = IdOptions.Businesses();
        var permissions = CreateTokenCommand.PermissionsOption();
        var name = new Option<string?>("--name") { Description = "What it is for." };
        var command = new Command("create", "Make a client for POST /v1/auth/token. Its secret is shown this once.") { organization, businesses, permissions, name };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var limits = parsed.GetResult(businesses) is null ? null : parsed.GetValue(businesses); // Not given, it reads as an empty list.
            var granted = parsed.GetResult(permissions) is null ? null : parsed.GetValue(permissions);
            var made = await workplace.Get<CreateApiClient>().RunAsync(
                await workplace.CallerOfAsync(parsed.GetValue(organization), cancel), parsed.GetValue(name), granted, limits, cancel);
            await Output.Of(parsed).WriteAsync(
                new { clientId = $"{made.Client.Id:d}", clientSecret = made.Secret },
                $"""
                client id      {made.Client.Id:d}
                client secret  {made.Secret}
                The secret is shown this once.
                """);
            return CommandLine.Done;
        });
        return command;
    }
}
