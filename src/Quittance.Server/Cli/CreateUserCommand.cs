using System.CommandLine;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class CreateUserCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var email = new Option<string>("--email") { Description = "With what the person signs in.", Required = true };
        var role = new Option<string>("--role") { Description = $"Of: {string.Join(", ", ShippedRoles.Permissions.Keys)}, or one of your own.", DefaultValueFactory = _ => "Viewer" };
        var name = new Option<string?>("--name") { Description = "What the person is called." };
        email.Validators.Add(Inputs.Email(email));
        var command = new Command("create", "Make a person who signs in. The password is shown this once.") { organization, email, role, name };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var made = await workplace.Get<CreateUser>().RunAsync(
                await workplace.CallerOfAsync(parsed.GetValue(organization), cancel), parsed.GetRequiredValue(email), parsed.GetValue(name),
                new RoleChoice(null, parsed.GetRequiredValue(role)), null, cancel);
            await Output.Of(parsed).WriteAsync(
                new { userId = $"{made.Member.Id}", initialPassword = made.InitialPassword },
                $"""
                user              {made.Member.Id}
                initial password  {made.InitialPassword}
                The password is shown this once.
                """);
            return CommandLine.Done;
        });
        return command;
    }
}
