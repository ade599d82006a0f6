namespace Quittance.Tests.Contract;

/// <summary>The working tree that the tests were built from: its sources, and the documents that tests compare.</summary>
internal static class Repository
{
    /// <summary>Set to 1 to rewrite the committed documents instead of comparing them.</summary>
    private const string UpdateVariable = "QUITTANCE_UPDATE_DOCS";

    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Fails unless the committed file says the same.</summary>
    public static async Task AssertCommittedAsync(string relative, string expected)
    {
        var cancel = TestContext.Current.CancellationToken;
        var path = PathOf(relative);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, expected, cancel);
        }

        var committed = File.Exists(path) ? await File.ReadAllTextAsync(path, cancel) : "";
        Assert.True(committed == expected, $"{relative} is out of date. Run the tests with {UpdateVariable}=1 and commit what changed. First difference: {FirstDifference(committed, expected)}");
    }

    private static string FirstDifference(string committed, string expected)
    {
        var (before, after) = (committed.Split('\n'), expected.Split('\n'));
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1}: committed «{before.ElementAtOrDefault(line)}», now «{after.ElementAtOrDefault(line)}»";
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quittance.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside their repository, so they cannot compare its documents.");
    }
}
