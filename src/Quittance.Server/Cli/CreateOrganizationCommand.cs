using System.CommandLine;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class CreateOrganizationCommand
{
    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = "What the organization is called.", Required = true };
        var email = new Option<string>("--owner-email") { Description = "With what its owner signs in.", Required = true };
        name.Validators.Add(Inputs.NotBlank(name));
        email.Validators.Add(Inputs.Email(email));
        var command = new Command("create", "Make an organization, its owner and a first token.") { name, email };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var made = await workplace.Get<CreateOrganization>().RunAsync(
                Workplace.Actor, parsed.GetRequiredValue(name).Trim(), parsed.GetRequiredValue(email), cancel);
            await Output.Of(parsed).WriteAsync(
                new { organizationId = $"{made.Id}", ownerId = $"{made.OwnerId}", initialPassword = made.InitialPassword, token = made.Token.Text },
                $"""
                organization      {made.Id}
                owner             {made.OwnerId}
                initial password  {made.InitialPassword}
                token             {made.Token.Text}
                Password and token are shown this once.
                """);
            return CommandLine.Done;
        });
        return command;
    }
}
