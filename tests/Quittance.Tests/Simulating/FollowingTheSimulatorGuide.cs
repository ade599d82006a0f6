using Quittance.Simulator;
using Quittance.Tests.Cli;
using Quittance.Tests.Contract;
using Quittance.Tests.Readme;

namespace Quittance.Tests.Simulating;

/// <summary>docs/connectors/simulator.md as somebody reads it who has the simulator running.</summary>
public sealed class FollowingTheSimulatorGuide
{
    private const string Address = "http://127.0.0.1:8090";

    [Fact]
    public async Task Every_line_of_the_guide_works()
    {
        var guide = await File.ReadAllTextAsync(Repository.PathOf("docs/connectors/simulator.md"), TestContext.Current.CancellationToken);
        await using var simulator = await RunningSimulator.StartAsync(new SimulatorOptions { IsStocked = true });
        using var installation = new Installation();
        var script = string.Concat(ReadmeBlock.Read(guide).Where(block => block.Tag == "sh").Select(block => block.Text));

        var said = await installation.RunScriptAsync("set -euxo pipefail\n" + script.Replace(Address, simulator.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));

        Assert.True(said.Code == 0, $"exit code {said.Code}\n{said.Error}\n{said.Output}");
        Assert.Contains("429\n", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_of_fault_flaw_and_setting_is_in_the_guide()
    {
        var guide = await File.ReadAllTextAsync(Repository.PathOf("docs/connectors/simulator.md"), TestContext.Current.CancellationToken);
        var words = Enum.GetNames<Quittance.Simulator.Faults.FaultKind>()
            .Concat(Enum.GetNames<Quittance.Simulator.Webhooks.SignatureFlaw>())
            .Concat(Enum.GetNames<Quittance.Simulator.Webhooks.SignatureScheme>())
            .Concat(typeof(Quittance.Simulator.Accounts.AccountSettings).GetProperties().Where(property => property.CanWrite).Select(property => property.Name))
            .Select(name => $"`{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name)}`");

        Assert.All(words, word => Assert.Contains(word, guide, StringComparison.Ordinal));
    }
}
