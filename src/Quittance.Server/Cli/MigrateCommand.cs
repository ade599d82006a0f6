using System.CommandLine;
using Quittance.Server.Hosting;

namespace Quittance.Server.Cli;

internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database to this program's schema. The server does so itself at its start.");
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = ServerSettings.Read();
            await using var database = await OwnerDatabase.OpenAsync(settings, cancel);
            var (_, applied) = await PrepareDatabase.RunAsync(settings, database, Migrating.Always, cancel);
            var names = applied.Select(file => $"{file}").ToList();
            await Output.Of(parsed).WriteAsync(
                new { applied = names },
                names.Count == 0 ? "Nothing to do: the database has this program's schema." : $"Applied: {string.Join(", ", names)}");
            return CommandLine.Done;
        });
        return command;
    }
}
