using System.CommandLine;
using System.Security.Cryptography;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
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
            await using var session = await workplace.OpenSessionAsync(new OrganizationId(parsed.GetValue(organization)), cancel);
            var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
            var user = new User(
                UserId.New(workplace.Now), Email.Normalize(parsed.GetRequiredValue(email)), parsed.GetValue(name),
                await RoleAsync(session, parsed.GetRequiredValue(role), cancel), null, workplace.Now);
            await session.Users.AddAsync(user, workplace.Get<PasswordHashes>().Hash(password), cancel);
            session.Audit.Add(Workplace.Actor, "user.created", $"{user.Id}", null, new { user.Email, user.Name, role = parsed.GetRequiredValue(role) });
            await session.CommitAsync(cancel);

            await Output.Of(parsed).WriteAsync(
                new { userId = $"{user.Id}", initialPassword = password },
                $"""
                user              {user.Id}
                initial password  {password}
                The password is shown this once.
                """);
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<Guid> RoleAsync(TenantSession session, string name, CancellationToken cancel)
    {
        await using var command = session.Sql("select id, name from roles where organization_id = $1 order by name");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var roles = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);
        while (await row.ReadAsync(cancel))
        {
            roles[row.GetString(1)] = row.GetGuid(0);
        }

        return roles.TryGetValue(name, out var id)
            ? id
            : throw new OperatorException($"There is no role {name}. There are: {string.Join(", ", roles.Keys)}.");
    }
}
