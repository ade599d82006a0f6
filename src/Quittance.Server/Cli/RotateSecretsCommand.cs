using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Rotation;

namespace Quittance.Server.Cli;

/// <summary>New keys for what is sealed, while the server serves. Stopped anywhere, the same command goes on.</summary>
internal static class RotateSecretsCommand
{
    /// <summary>Keys younger than this are left as they are, unless the operator names a moment: so a second run has nothing to do.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromHours(24);

    private static readonly Option<Guid?> Organization = IdOptions.OnlyOrganization();

    private static readonly Option<bool> Master = new("--master-key") { Description = "Exchange the master key instead, and re-wrap all data keys under the new one." };

    private static readonly Option<string?> MadeBefore = new("--made-before")
    {
        Description = "Exchange the keys made before this moment (ISO 8601, or now). Without it those that are older than 24 hours.",
    };

    public static Command Create()
    {
        var command = new Command("rotate", "New data keys: re-encrypt everything that is sealed and destroy the old keys. May run beside the server.") { Organization, MadeBefore, Master };
        command.Validators.Add(Check);
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            return parsed.GetValue(Master)
                ? await RotateMasterAsync(parsed, workplace, cancel)
                : await RotateDataAsync(parsed, workplace, cancel);
        });
        return command;
    }

    private static void Check(CommandResult command)
    {
        if (command.GetValue(Master) && command.GetResult(Organization) is not null)
        {
            command.AddError("--master-key is about all organizations; leave out --organization.");
        }

        if (command.GetValue(MadeBefore) is { } text && ReadMoment(text, DateTimeOffset.UnixEpoch) is null)
        {
            command.AddError($"--made-before: {text} is no moment. An example: 2026-01-31T08:00:00Z");
        }
    }

    private static async Task<int> RotateDataAsync(ParseResult parsed, Workplace workplace, CancellationToken cancel)
    {
        var output = Output.Of(parsed);
        var only = parsed.GetValue(Organization) is { } id ? new OrganizationId(id) : null as OrganizationId?;
        var rotate = new RotateDataKeys(workplace.Owner, workplace.Get<Database>(), workplace.Get<TimeProvider>());
        var done = await rotate.RunAsync(Workplace.Actor, new RotationRequest(only, Before(parsed, workplace)), output.Tell, cancel);
        await output.WriteAsync(
            new
            {
                ok = done.IsOk,
                organizations = done.Organizations,
                rotated = done.Rotated,
                reencrypted = done.Resealed,
                keysDestroyed = done.Destroyed,
                keysKept = done.Kept,
                quarantined = done.Quarantined.Texts,
                unfinished = done.Unfinished.Texts,
            },
            ToText(done, parsed.GetValue(MadeBefore) is null));
        return done.IsOk ? CommandLine.Done : CommandLine.Failed;
    }

    private static string ToText(RotationReport done, bool isByAge)
    {
        var young = done.Organizations - done.Rotated;
        string[] lines =
        [
            $"{done.Rotated} of {done.Organizations} organizations have a new data key, {done.Resealed} values were re-encrypted, {done.Destroyed} old keys were destroyed.",
            .. young > 0 && isByAge && done.Unfinished.Count == 0 ? [$"{young} have a key that is younger than 24 hours: --made-before now exchanges it, too."] : Array.Empty<string>(),
            .. done.Kept > 0 ? [$"{done.Kept} old keys stay, because values are still sealed under them."] : Array.Empty<string>(),
            .. done.Quarantined.Texts.Select(fault => $"    {fault}"),
            .. done.Unfinished.Texts.Select(fault => $"    {fault}; run this again"),
        ];
        return string.Join('\n', lines);
    }

    private static async Task<int> RotateMasterAsync(ParseResult parsed, Workplace workplace, CancellationToken cancel)
    {
        var output = Output.Of(parsed);
        var settings = ServerSettings.Read();
        var file = settings.MasterKeys is null ? settings.MasterKeyFile : null;
        var rotate = new RotateMasterKey(workplace.Owner, workplace.Get<MasterKeys>(), workplace.Get<TimeProvider>());
        var done = await rotate.RunAsync(file, Before(parsed, workplace), output.Tell, cancel);
        if (done.IsNew)
        {
            output.Tell(file is null
                ? $"BACKUPS FROM NOW ON NEED THE NEW KEY. Restart every server with {ServerSettings.MasterKeyVariable} holding the new key alone, and keep the old one for the backups of before."
                : $"BACKUPS FROM NOW ON NEED THE NEW KEY. Copy {file} to where you keep it. Its first line is the new key; the others open backups of before.");
        }

        await output.WriteAsync(
            new { ok = done.Faults.Count == 0, rotated = done.IsNew, masterKey = done.Key.Id, rewrapped = done.Rewrapped, quarantined = done.Faults.Texts },
            done.IsNew
                ? string.Join('\n', done.Faults.Texts.Select(fault => $"    {fault}").Prepend($"The master key is now {done.Key.Id}; {done.Rewrapped} data keys were re-wrapped."))
                : $"Nothing to do: the master key {done.Key.Id} is in use and young enough, or no newer one is given.");
        return done.Faults.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static DateTimeOffset Before(ParseResult parsed, Workplace workplace)
    {
        var now = workplace.Get<TimeProvider>().GetUtcNow();
        return parsed.GetValue(MadeBefore) is { } text ? ReadMoment(text, now)!.Value : now - Age;
    }

    private static DateTimeOffset? ReadMoment(string text, DateTimeOffset now) =>
        text == "now" ? now
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) && text.Contains('T', StringComparison.Ordinal) ? moment
        : null;
}
