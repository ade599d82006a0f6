using System.CommandLine;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class RevokeTokenCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var token = IdOptions.Token();
        var command = new Command("revoke", "End a token, at once.") { organization, token };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var revoked = await workplace.Get<RevokeToken>().RunAsync(
                await workplace.CallerOfAsync(parsed.GetValue(organization), cancel), parsed.GetValue(token), cancel);
            await Output.Of(parsed).WriteAsync(new { tokenId = revoked.Subject, revoked = true }, $"{revoked.Subject} is revoked.");
            return CommandLine.Done;
        });
        return command;
    }
}
