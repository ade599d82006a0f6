using System.CommandLine;
using Quittance.Server.Api;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;

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
            await using var session = await workplace.OpenSessionAsync(new OrganizationId(parsed.GetValue(organization)), cancel);
            var id = parsed.GetValue(token);
            var text = Ids.Write(IdOptions.TokenPrefix, id);
            var revoked = await session.Sql(
                "update api_tokens set revoked_at = $3 where organization_id = $1 and id = $2 and revoked_at is null", id, workplace.Now).ExecuteAsync(cancel);
            if (revoked == 0)
            {
                throw new OperatorException($"{session.Organization} has no token {text} that works.");
            }

            await session.Users.LeaveAsync("token", id, cancel);
            session.Audit.Add(Workplace.Actor, "token.revoked", text, null, null);
            await session.CommitAsync(cancel);
            await Output.Of(parsed).WriteAsync(new { tokenId = text, revoked = true }, $"{text} is revoked.");
            return CommandLine.Done;
        });
        return command;
    }
}
