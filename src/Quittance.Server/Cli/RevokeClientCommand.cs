using System.CommandLine;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class RevokeClientCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var client = IdOptions.Client();
        var command = new Command("revoke", "End a client and its tokens, at once.") { organization, client };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var revoked = await workplace.Get<RevokeApiClient>().RunAsync(
                await workplace.CallerOfAsync(parsed.GetValue(organization), cancel), parsed.GetValue(client), cancel);
            await Output.Of(parsed).WriteAsync(new { clientId = $"{revoked.Id:d}", revoked = true }, $"{revoked.Id:d} is revoked.");
            return CommandLine.Done;
        });
        return command;
    }
}
