using System.CommandLine;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
using Quittance.Server.Verification;

namespace Quittance.Server.Cli;

internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Check every invariant of the whole database. Changes nothing; may run beside the server.");
        command.SetAction(async (parsed, cancel) =>
        {
            var output = Output.Of(parsed);
            await using var workplace = await Workplace.OpenAsync(Migrating.Never, cancel);
            var results = await VerifyDatabase.RunAsync(workplace.Owner, workplace.Get<MasterKeys>(), workplace.Get<TimeProvider>(), output.Tell, cancel);
            var isOk = results.All(result => result.Ok);
            await output.WriteAsync(ToJson(results), ToText(results));
            return isOk ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }

    /// <summary>The form that scripts rely on: <c>{ok, checks: [{name, ok, faults}]}</c>.</summary>
    public static object ToJson(IReadOnlyList<CheckResult> results) => new
    {
        ok = results.All(result => result.Ok),
        checks = results.Select(result => new { name = result.Name, ok = result.Ok, faults = result.Faults }),
    };

    public static string ToText(IReadOnlyList<CheckResult> results)
    {
        var faulty = results.Count(result => !result.Ok);
        var lines = results.SelectMany(result => result.Faults.Select(fault => $"    {fault}").Prepend($"{(result.Ok ? "ok    " : "FAULTY")}  {result.Name}"));
        return $"{string.Join('\n', lines)}\n{(faulty == 0 ? "All is in order." : $"{faulty} of {results.Count} checks found faults.")}";
    }
}
