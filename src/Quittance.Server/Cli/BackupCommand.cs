using System.CommandLine;
using Quittance.Server.Hosting;
using Quittance.Server.Storage.Backups;

namespace Quittance.Server.Cli;

internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "Where to write it; must not exist." };
        var command = new Command("backup", "Write the whole database into one file, also beside a running server. The master key is NOT in it.") { file };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = Output.Of(parsed);
            var settings = ServerSettings.Read();
            await using var database = await OwnerDatabase.OpenAsync(settings, cancel);
            var path = parsed.GetRequiredValue(file).FullName;
            var manifest = await WriteBackup.RunAsync(database, settings.BinariesFolder, path, TimeProvider.System, output.Tell, cancel);
            var key = settings.MasterKeys is null ? settings.MasterKeyFile : ServerSettings.MasterKeyVariable;
            output.Tell($"THE MASTER KEY IS NOT IN THE BACKUP. Without it the backup cannot be restored. Keep a copy of {key} somewhere else.");
            await output.WriteAsync(
                new { file = path, bytes = new FileInfo(path).Length, schema = manifest.Schema, sha256 = manifest.Sha256, masterKeyIncluded = false, keepApart = key },
                $"{path}: {new FileInfo(path).Length} bytes, schema {manifest.Schema}");
            return CommandLine.Done;
        });
        return command;
    }
}
