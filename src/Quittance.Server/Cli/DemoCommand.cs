using System.CommandLine;
using Quittance.Server.Demo;
using Quittance.Server.Hosting;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

/// <summary>Something to look at, in an organization of its own; the rest of the database stays as it is.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Make an organization filled with fictive businesses, bills and payments.");
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var made = await DemoOrganization.CreateAsync(workplace.Get<CreateOrganization>(), workplace.Get<FillDemo>(), cancel);
            var options = workplace.Get<ServerOptions>();
            await Output.Of(parsed).WriteAsync(made, made.ToText(options.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? options.Urls.Split(';')[0].TrimEnd('/')));
            return CommandLine.Done;
        });
        return command;
    }
}
