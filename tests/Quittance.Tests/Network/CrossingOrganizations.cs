using System.Runtime.CompilerServices;

namespace Quittance.Tests.Network;

/// <summary>Keeps the way from one organization's rows to another's narrow.</summary>
public sealed class CrossingOrganizations
{
    [Fact]
    public void Only_the_named_methods_of_BothSides_cross()
    {
        var source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src"));

        var callers = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).Any(line => line.Contains("CrossAsync", StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(source, file))
            .Order(StringComparer.Ordinal);

        Assert.Equal(["Quittance.Server/Networks/BothSides.cs", "Quittance.Server/Storage/TenantSession.cs"], callers);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
