using System.Text.RegularExpressions;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Hosting;

public sealed partial class DescribingTheSettings
{
    [Fact]
    public async Task Every_setting_of_the_server_is_described_and_no_other()
    {
        var cancel = TestContext.Current.CancellationToken;
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories))
        {
            read.UnionWith(Setting().Matches(await File.ReadAllTextAsync(file, cancel)).Select(match => match.Groups[1].Value));
        }

        var described = Described().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs/operations/configuration.md"), cancel))
            .Select(match => match.Value).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(read.Order(), described.Order());
    }

    // A setting is a string constant of its own; messages that name one are longer.
    [GeneratedRegex("\"(QUITTANCE_[A-Z_]+)\"")]
    private static partial Regex Setting();

    [GeneratedRegex("QUITTANCE_[A-Z_]+")]
    private static partial Regex Described();
}
