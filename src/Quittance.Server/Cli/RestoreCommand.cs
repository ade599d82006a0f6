using System.CommandLine;
using Npgsql;
using Quittance.Server.Hosting;
using Quittance.Server.Storage.Backups;
using Quittance.Server.Verification;

namespace Quittance.Server.Cli;

internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "What backup wrote." };
        var force = new Option<bool>("--force") { Description = "Delete what the database holds first. If restoring then fails, it stays empty." };
        var command = new Command("restore", "Take a backup into an empty database, migrate it forward and verify it. The master key has to be there first.") { file, force };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = Output.Of(parsed);
            var settings = ServerSettings.Read();
            await using var database = await OwnerDatabase.OpenAsync(settings, cancel);
            var (keys, applied) = await RestoreBackup.RunAsync(
                settings, database, parsed.GetRequiredValue(file).FullName, parsed.GetValue(force), output.Tell, cancel);

            await using var owner = NpgsqlDataSource.Create(database.ConnectionString);
            var results = await VerifyDatabase.RunAsync(owner, keys, TimeProvider.System, output.Tell, cancel);
            var isOk = results.All(result => result.Ok);
            await output.WriteAsync(
                new { applied = applied.Select(step => $"{step}"), verify = VerifyCommand.ToJson(results) },
                $"Restored{(applied.Count == 0 ? "" : $" and migrated ({string.Join(", ", applied)})")}.\n{VerifyCommand.ToText(results)}");
            return isOk ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }
}
