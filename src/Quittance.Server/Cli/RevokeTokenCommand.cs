using System.CommandLine;
using Quittance.Server.Api;
using Quittance.Server.Storage;
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
            var caller = await workplace.CallerAsync(new OrganizationId(parsed.GetValue(organization)), cancel);
            var text = Ids.Write(IdOptions.TokenPrefix, parsed.GetValue(token));
            await workplace.Get<RevokeToken>().RunAsync(caller, parsed.GetValue(token), cancel);
            await Output.Of(parsed).WriteAsync(new { tokenId = text, revoked = true }, $"{text} is revoked.");
            return CommandLine.Done;
        });
        return command;
    }
}
