using Quittance.Server.Searching;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Loading;

/// <summary>What pgbench measures is what the server asks.</summary>
public sealed class KeepingTheScripts
{
    private const int PageOfTen = 11; // One more than is shown, which says whether there are more.

    [Theory]
    [InlineData("newest-page", "'ffffffff-ffff-ffff-ffff-ffffffffffff'")]
    [InlineData("cursor-page", ":cursor")]
    public async Task A_script_is_the_servers_own_statement(string script, string below)
    {
        var lines = await File.ReadAllLinesAsync(Repository.PathOf($"bench/{script}.sql"), TestContext.Current.CancellationToken);
        var statement = string.Join('\n', lines.Where(line => !line.StartsWith("--", StringComparison.Ordinal)));

        var asked = PlainPage.TextOfPayer(PageOfTen)
            .Replace("$1", ":organization", StringComparison.Ordinal)
            .Replace("$2", below, StringComparison.Ordinal)
            .Replace("$3", ":payer", StringComparison.Ordinal);
        Assert.Equal($"{asked};", statement);
    }
}
