namespace Quittance.Bench.Payments;

/// <summary>The folder that the benchmark was built from, where its scripts and rivals are.</summary>
internal static class Checkout
{
    public static string Folder { get; } = Find();

    public static string Bench(params string[] path) => Path.Combine([Folder, "bench", .. path]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quittance.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The benchmark does not run from a checkout.");
    }
}
